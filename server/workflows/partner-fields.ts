import type { CreditFields, PartnerFields, RegistrationFields } from '../../connectors/crm.port.ts'
import { calendarDate } from '../../shared/calendar-date.ts'
import { programmeLabel } from '../../shared/programme/programme.ts'
import { allCreditsOf, type GivenCredit } from '../db/credit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { type PartnerRecord, partnersByIds } from '../db/partner-store.ts'
import { type RegistrationRecord, registrationsOf } from '../db/registration-store.ts'
import { type AccruedText, accruedText } from './accrued-text.ts'

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

type Partners = ReadonlyMap<string, PartnerRecord>

/** What the CRM's own record is to say of the partner side of a deal. `timeZone` decides on which day protection ends. */
export async function partnerFields(
  tx: WorkspaceTx,
  deal: MirroredDeal,
  timeZone: string,
): Promise<PartnerFields> {
  const credits = await allCreditsOf(tx, deal.id)
  const live = credits.filter(({ removed }) => !removed)
  const registrations = await registrationsOf(tx, deal.id)
  const filed = registrations.filter(({ status }) => status !== 'draft')
  const partners = await partnersByIds(
    tx,
    [...credits, ...filed].map(({ partnerId }) => partnerId),
  )
  const accrued = await accruedText(tx, deal)
  const shown = shownRegistration(registrations)
  return {
    dealExternalId: deal.externalId,
    partnerName: live.map(({ partnerId }) => partners.get(partnerId)?.name ?? '').join('; '),
    partnerRole: live.map(({ role }) => ROLES[role]).join('; '),
    registrationStatus: shown ? STATUSES[shown.status] : '',
    protectedUntil: shown ? protectionDay(shown, timeZone) : '',
    commissionAmount: accrued.total,
    credits: credits.map((credit) => creditFields(credit, partners, accrued)),
    registrations: filed.map((registration) => registrationFields(registration, partners, timeZone)),
  }
}

/** The one that counts: an approved or won claim before any other, else the latest. */
function shownRegistration(registrations: readonly RegistrationRecord[]): RegistrationRecord | undefined {
  const standing = registrations.filter(stands)
  return (standing.length > 0 ? standing : registrations).at(-1)
}

const stands = ({ status }: RegistrationRecord): boolean => status === 'approved' || status === 'won'

function protectionDay(registration: RegistrationRecord, timeZone: string): string {
  const { protectedUntil } = registration
  return stands(registration) && protectedUntil ? calendarDate(protectedUntil, timeZone) : ''
}

function creditFields(credit: GivenCredit, partners: Partners, accrued: AccruedText): CreditFields {
  const partner = partners.get(credit.partnerId)
  return {
    id: credit.id,
    partnerId: credit.partnerId,
    partnerName: partner?.name ?? '',
    role: ROLES[credit.role],
    programme: partner ? programmeLabel(partner.tier, partner.type) : '',
    status: credit.removed ? 'Removed' : 'Active',
    since: credit.createdAt.toISOString(),
    commissionAmount: accrued.byCredit.get(credit.id) ?? '',
  }
}

function registrationFields(
  registration: RegistrationRecord,
  partners: Partners,
  timeZone: string,
): RegistrationFields {
  const { id, partnerId, status, submittedAt, slaDueAt, decidedAt } = registration
  return {
    id,
    partnerId,
    partnerName: partners.get(partnerId)?.name ?? '',
    status: STATUSES[status],
    submittedAt: submittedAt.toISOString(),
    slaDueAt: slaDueAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? '',
    protectedUntil: protectionDay(registration, timeZone),
  }
}
