import type { Account } from '../shared/crm/account.ts'
import type { CrmPayment, PaymentObject } from '../shared/crm/crm-payment.ts'
import type { DealFieldChoice } from '../shared/crm/deal-fields.ts'
import type { DealDetail, DetailKind, GoneDetail } from '../shared/crm/deal-detail.ts'
import type { Deal } from '../shared/crm/deal.ts'
import type { ExchangeRates } from '../shared/crm/exchange-rate.ts'
import type { Owner } from '../shared/crm/owner.ts'
import type { Stage } from '../shared/crm/stage.ts'

/** What the product needs from a CRM, in the product's words. One object serves one connected CRM account. */
export interface Crm {
  /** Who we are connected to. The home currency is what a deal without a currency of its own is in. */
  describe(): Promise<CrmAccount>

  stages(): Promise<Stage[]>
  owners(): Promise<Owner[]>

  /** Every account, archived ones after the active ones. Resumable: pass the `resume` of the last page you committed. */
  allAccounts(resume?: string): AsyncIterable<SyncPage<Account>>
  /** Every deal with its accounts, archived ones after the active ones. Resumable like `allAccounts`. */
  allDeals(resume?: string): AsyncIterable<SyncPage<Deal>>

  /**
   * Accounts changed at or after an instant of the CRM's own clock, oldest change first. May repeat records at
   * the boundaries; shows archived ones only where the CRM tells of them among the changes.
   */
  changedAccounts(since: Date): AsyncIterable<SyncPage<Account>>
  changedDeals(since: Date): AsyncIterable<SyncPage<Deal>>

  /**
   * Every detail of one kind that is there, in any order; resumable like `allAccounts`. Only of kinds that
   * `CrmKind.detailKinds` names. Throws `CrmError('forbidden')` where the connected user may not see the kind.
   */
  allDetails(kind: DetailKind, resume?: string): AsyncIterable<SyncPage<DealDetail>>
  /** Details created, changed or deleted at or after an instant of the CRM's own clock. Of one that comes twice the later holds. */
  changedDetails(kind: DetailKind, since: Date): AsyncIterable<SyncPage<DealDetail | GoneDetail>>
  /** What the account converts its amounts by; null for an account with one currency, and for a CRM that tells no rates. */
  datedRates(): Promise<ExchangeRates | null>

  /** The named records as they are now. An archived one comes back as archived; one that the CRM no longer knows is absent. */
  findAccounts(externalIds: readonly string[]): Promise<Account[]>
  findDeals(externalIds: readonly string[]): Promise<Deal[]>
  /**
   * Which of the ids, all absent from `find…`, the CRM says were deleted. The others vanished for another reason, such as
   * sharing: we may no longer see them. A CRM that keeps no such log names none.
   */
  deletedAmong(object: 'deal' | 'account', externalIds: readonly string[]): Promise<string[]>

  /** The fields of its deals that may hold what plans look at, by their labels; those that the connected user may see. */
  dealFieldChoices(): Promise<DealFieldChoice[]>

  /** Creates the product's own fields on deals where they are missing. Safe to repeat. */
  provisionFields(): Promise<void>
  /** Writes the product's fields. Idempotent; reports each deal that the CRM refused instead of losing the rest. */
  writePartnerFields(updates: readonly PartnerFields[]): Promise<RefusedWrite[]>

  /**
   * Tells which records change, as they do, until the signal is aborted: then it resolves, soon. Absent where the CRM comes to
   * us with that, or never says it. What it tells are hints: they come twice, late or not at all, and carry no data. Throws
   * `CrmError('forbidden')` where the account does not offer it, which is normal, and others when it broke: ask again later.
   */
  listen?(listening: Listening): Promise<void>

  /** What customers paid, where the CRM keeps that; absent where it does not. */
  readonly customerPayments?: CustomerPayments

  /** Calls made so far by this object, by kind; the sync summary prints them. */
  readonly calls: Readonly<Record<string, number>>
  /** What the CRM last said of the calls that it grants all its users together in a day; null where it says nothing. */
  readonly dailyCalls: { used: number; limit: number } | null
}

/**
 * From how many calls on background work leaves the rest of the day's calls to the account's other apps: four fifths.
 * What adapters do and what pages say is this one number.
 */
export const pausesAt = (limit: number): number => Math.ceil((limit * 4) / 5)

/** Customers' payments and invoices. Every method throws `CrmError('forbidden')` where the account does not show them. */
export interface CustomerPayments {
  /** Nothing of them may be asked for unless the account granted all of these. */
  readonly scopes: readonly string[]
  /** Every one, archived ones after the active ones. Resumable like `allDeals`. */
  all(object: PaymentObject, resume?: string): AsyncIterable<SyncPage<CrmPayment>>
  /** Those changed at or after an instant of the CRM's own clock, oldest change first. Does not tell of links that changed alone. */
  changed(object: PaymentObject, since: Date): AsyncIterable<SyncPage<CrmPayment>>
}

export interface CrmAccount {
  externalAccountId: string
  name: string
  homeCurrency: string
  timeZone: string
}

export interface SyncPage<T> {
  records: T[]
  /** Opaque. Hand it back to go on after this page. */
  resume: string
  /**
   * An instant of the CRM's own clock, not later than when this page was read: what was changed before it is in
   * the page. A cursor must come from it, not from our clock.
   */
  answeredAt: Date
  /** How many records the CRM says there are, where it says so. */
  total?: number
}

export interface Listening {
  signal: AbortSignal
  /** The `resume` of the hints that were last kept, to hear what was missed since; null to hear what comes from now on. */
  resume: string | null
  /** The CRM has agreed to tell. */
  onReady(): void
  /** The next hints come when these are kept; a rejection ends the listening with it. `resume` is opaque. */
  onHints(hints: readonly ChangeHint[], resume: string): Promise<void>
}

/** Somebody changed these records. */
export interface ChangeHint {
  /** The same however often the hint comes. */
  dedupeKey: string
  /** By the CRM's clock. */
  occurredAt: Date
  /** In the CRM's own words, for whoever looks into the inbox. */
  kind: string
  dealIds: string[]
  accountIds: string[]
}

/** What the deal record shows of the partner side: text, ready to read in the CRM's own lists and reports. */
export interface PartnerFields {
  dealExternalId: string
  partnerName: string
  partnerRole: string
  registrationStatus: string
  /** Calendar date, or empty. */
  protectedUntil: string
  /** Decimal amount in the deal's currency, or empty. */
  commissionAmount: string
  /** Each credit that was ever given on the deal, for a CRM that holds records of ours; others ignore it. */
  credits: readonly CreditFields[]
  registrations: readonly RegistrationFields[]
}

/** Identity is our `id`. Text, as `PartnerFields` has it. */
export interface CreditFields {
  id: string
  partnerId: string
  partnerName: string
  /** "Sourced", "Influenced". */
  role: string
  /** "Gold referral". */
  programme: string
  /** "Active", "Removed". */
  status: string
  /** ISO instant. */
  since: string
  /** Decimal in the deal's currency; empty when nothing is accrued. */
  commissionAmount: string
}

export interface RegistrationFields {
  id: string
  partnerId: string
  partnerName: string
  /** As the deal's `registrationStatus`. */
  status: string
  /** ISO instants; empty when it has not happened. */
  submittedAt: string
  slaDueAt: string
  decidedAt: string
  /** Calendar date, or empty. */
  protectedUntil: string
}

export interface RefusedWrite {
  dealExternalId: string
  problem: string
  /** True when the deal is gone for good, so that trying again is pointless. */
  gone: boolean
}

/** The refusals that callers act on. Everything else is a bug or a network fault and is thrown as it is. */
export class CrmError extends Error {
  readonly code: 'unauthorized' | 'revoked' | 'forbidden' | 'rate_limited' | 'unavailable' | 'rejected'
  readonly retryAfterMs: number | undefined

  constructor(
    code: CrmError['code'],
    message: string,
    options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'CrmError'
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}
