import { sql } from 'kysely'
import type { PartnerFields } from '../../connectors/crm.port.ts'
import { calendarDate } from '../../shared/calendar-date.ts'
import { formatDecimal } from '../../shared/money/format.ts'
import { liveCreditsOf } from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { type RegistrationRecord, registrationsOf } from '../db/registration-store.ts'

const ROLES = { sourced: 'Sourced', influenced: 'Influenced' } as const

const STATUSES: Record<RegistrationRecord['status'], string> = {
  draft: 'Draft',
  submitted: 'Submitted',
  in_review: 'In review',
  info_requested: 'Information requested',
  approved: 'Approved',
  rejected: 'Rejected',
  won: 'Won',
  lost: 'Lost',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
}

/** What the CRM's own record is to say of the partner side of a deal. `timeZone` decides on which day protection ends. */
export async function partnerFields(
  tx: WorkspaceTx,
  deal: MirroredDeal,
  timeZone: string,
): Promise<PartnerFields> {
  const credits = await liveCreditsOf(tx, deal.id)
  const names = await partnerNames(tx, [...new Set(credits.map((credit) => credit.partnerId))])
  const registration = shownRegistration(await registrationsOf(tx, deal.id))
  const stands = registration?.status === 'approved' || registration?.status === 'won'
  return {
    dealExternalId: deal.externalId,
    partnerName: credits.map((credit) => names.get(credit.partnerId) ?? '').join('; '),
    partnerRole: credits.map((credit) => ROLES[credit.role]).join('; '),
    registrationStatus: registration ? STATUSES[registration.status] : '',
    protectedUntil:
      stands && registration.protectedUntil ? calendarDate(registration.protectedUntil, timeZone) : '',
    commissionAmount: await commissionText(tx, deal),
  }
}

/** The one that counts: an approved or won claim before any other, else the latest. */
function shownRegistration(registrations: readonly RegistrationRecord[]): RegistrationRecord | undefined {
  const standing = registrations.filter(({ status }) => status === 'approved' || status === 'won')
  return (standing.length > 0 ? standing : registrations).at(-1)
}

async function partnerNames(tx: WorkspaceTx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('partner')
    .select(['id', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** What is accrued on the deal now, by the latest calculation of each line. Empty before the win, and where it is not in the deal's currency: the field has no other. */
async function commissionText(tx: WorkspaceTx, deal: MirroredDeal): Promise<string> {
  const { rows } = await sql<{ currency: string; amount_minor: bigint }>`
    select line.currency, sum(latest.amount_minor)::bigint as amount_minor
      from commission_line as line
      join lateral (
        select amount_minor from commission_calculation as calculation
          where calculation.line_id = line.id order by revision desc limit 1) as latest on true
      where line.workspace_id = ${tx.workspaceId}::uuid and line.deal_id = ${deal.id}::uuid
      group by line.currency
      having sum(latest.amount_minor) <> 0`.execute(tx.db)
  const [only, ...others] = rows
  if (!only || others.length > 0 || only.currency !== deal.currency) return ''
  return formatDecimal({ amountMinor: only.amount_minor, currency: only.currency })
}
