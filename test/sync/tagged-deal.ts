import type { Actor } from '../../server/auth/actor.ts'
import { commissionLinesOf } from '../../server/db/commission-store.ts'
import { crmWords } from '../../server/crm-words.ts'
import type { WorkspaceTx } from '../../server/db/database.ts'
import { findProgramme, insertPlanVersion } from '../../server/db/programme-store.ts'
import { readDealCard } from '../../server/read/deal-card.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import type { ConnectedWorkspace } from '../support/connected-workspace.ts'

export type TaggedDeal = Awaited<ReturnType<typeof tagTheDeal>>

/**
 * Has a referral partner sourced on the one deal that this workspace mirrors, under a plan of these rules that is in force from
 * 2026 on and pays at the win. Answers the deal, and what is done to it and asked of it.
 */
export async function tagTheDeal(
  { context, workspaceId, connectionId }: ConnectedWorkspace,
  rules: readonly Record<string, unknown>[],
) {
  const within = <T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T> =>
    context.db.inWorkspace(workspaceId, work)
  const moment = () => ({ now: new Date(), newId: context.newId })
  const actor: Actor & { connectionId: string } = {
    userId: context.newId(),
    name: 'Riley',
    roles: ['admin'],
    connectionId,
  }
  const deal = await within(async (tx) => {
    await seedProgramme(tx, moment())
    const { userId: id, name } = actor
    const user = { workspace_id: workspaceId, id, name, email: null, created_at: new Date() }
    await tx.db.insertInto('app_user').values(user).execute()
    const found = await tx.db
      .selectFrom('deal')
      .select(['id', 'external_id', 'currency'])
      .executeTakeFirstOrThrow()
    const programme = await findProgramme(tx, 'referral')
    if (!programme) throw new Error('there is no referral programme')
    const partner = await tx.db
      .selectFrom('partner')
      .select('id')
      .where('partner_type', '=', 'referral')
      .executeTakeFirstOrThrow()
    await tagPartner(tx, moment(), actor, {
      connectionId,
      dealExternalId: found.external_id,
      partnerId: partner.id,
      role: 'sourced',
      reason: 'met',
      touchpoints: [],
    })
    await tx.db
      .updateTable('plan_version')
      .set({ effective_to: '2025-12-31' })
      .where('programme_id', '=', programme.id)
      .execute()
    await insertPlanVersion(tx, {
      id: context.newId(),
      programmeId: programme.id,
      terms: {
        id: 'referral-standard',
        version: 2,
        currency: found.currency,
        timeZone: 'UTC',
        effectiveFrom: '2026-01-01',
        effectiveTo: null,
        earning: { kind: 'onWon' },
        rules,
      },
      publishedBy: 'Casey Moreau',
      publishedAt: new Date(),
    })
    return found
  })
  const [dealId, externalId] = [deal.id, deal.external_id]
  return {
    dealId,
    externalId,
    actor,
    within,
    moment,
    react: () => within((tx) => reactToDeal(tx, moment(), dealId)),
    lines: () => within((tx) => commissionLinesOf(tx, dealId)),
    onCard: () =>
      within(async (tx) => {
        const card = await readDealCard(tx, {
          actor,
          connectionId,
          dealExternalId: externalId,
          now: new Date(),
          wordCrm: crmWords(context),
        })
        return card.partners[0]?.commission
      }),
  }
}
