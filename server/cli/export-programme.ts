import { sql } from 'kysely'
import type { ExportPage } from './export.ts'

export const exportedPartners: ExportPage = async (tx, after, limit) => {
  const rows = await tx.db
    .selectFrom('partner')
    .selectAll()
    .select(
      sql<
        string[]
      >`array(select domain from partner_domain where partner_id = partner.id order by domain)`.as('domains'),
    )
    .where('workspace_id', '=', tx.workspaceId)
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute()
  return {
    rows: rows.map((row) => ({
      id: row.id,
      name: row.name,
      type: row.partner_type,
      tier: row.tier,
      status: row.status,
      payoutCurrency: row.payout_currency,
      domains: row.domains,
      contactName: row.contact_name,
      contactEmail: row.contact_email,
      createdAt: row.created_at,
    })),
    next: rows.length === limit ? rows.at(-1)?.id : undefined,
  }
}

export const exportedRegistrations: ExportPage = async (tx, after, limit) => {
  const rows = await tx.db
    .selectFrom('registration')
    .innerJoin('deal', 'deal.id', 'registration.deal_id')
    .innerJoin('partner', 'partner.id', 'registration.partner_id')
    .selectAll('registration')
    .select(['deal.external_id as deal_external_id', 'partner.name as partner_name'])
    .where('registration.workspace_id', '=', tx.workspaceId)
    .$if(after !== undefined, (query) => query.where('registration.id', '>', after ?? ''))
    .orderBy('registration.id')
    .limit(limit)
    .execute()
  return {
    rows: rows.map((row) => ({
      id: row.id,
      dealId: row.deal_id,
      dealExternalId: row.deal_external_id,
      partnerId: row.partner_id,
      partnerName: row.partner_name,
      status: row.status,
      claim: row.claim,
      submittedAt: row.submitted_at,
      completeAt: row.complete_at,
      decidedAt: row.decided_at,
      rejectReason: row.reject_reason,
      messageToPartner: row.message_to_partner,
      protectedUntil: row.protected_until,
    })),
    next: rows.length === limit ? rows.at(-1)?.id : undefined,
  }
}

/** Removed credits too, with when and why. */
export const exportedCredits: ExportPage = async (tx, after, limit) => {
  const rows = await tx.db
    .selectFrom('credit')
    .innerJoin('deal', 'deal.id', 'credit.deal_id')
    .innerJoin('partner', 'partner.id', 'credit.partner_id')
    .selectAll('credit')
    .select(['deal.external_id as deal_external_id', 'partner.name as partner_name'])
    .where('credit.workspace_id', '=', tx.workspaceId)
    .$if(after !== undefined, (query) => query.where('credit.id', '>', after ?? ''))
    .orderBy('credit.id')
    .limit(limit)
    .execute()
  return {
    rows: rows.map((row) => ({
      id: row.id,
      dealId: row.deal_id,
      dealExternalId: row.deal_external_id,
      partnerId: row.partner_id,
      partnerName: row.partner_name,
      role: row.role,
      shareBps: row.share_bps,
      evidence: row.evidence,
      registrationId: row.registration_id,
      reason: row.reason,
      touchpoints: row.touchpoints,
      createdAt: row.created_at,
      lockedAt: row.locked_at,
      removedAt: row.removed_at,
      removedReason: row.removed_reason,
    })),
    next: rows.length === limit ? rows.at(-1)?.id : undefined,
  }
}
