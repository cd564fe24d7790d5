import type { CurrencyCode, Money } from '../money/money.ts'
import type { DealFieldProblems } from './deal-fields.ts'

export type DealOutcome = 'open' | 'won' | 'lost'
export type DealType = 'new' | 'renewal' | 'upsell'

/** Whether the CRM still has the record. `missing`: it vanished and the CRM does not say why. */
export type RecordState = 'active' | 'archived' | 'merged' | 'missing'

/** A sale in the CRM, CRM-neutral. Identity is (connection, externalId). */
export interface Deal {
  externalId: string
  name: string
  /** null: the CRM has none, or `amountProblem` says why it cannot be used. Never read as zero. */
  amount: Money | null
  /** The currency that the deal is in, also when it has no amount. null when neither deal nor CRM account names a known one. */
  currency: CurrencyCode | null
  /** The CRM's own text of the amount, kept when it could not be used. */
  amountText: string | null
  amountProblem: string | null
  /** In the deal's currency. null: no field is mapped, it is empty, or `fieldProblems` says why it cannot be used. Never zero. */
  firstYearAcv: Money | null
  grossMargin: Money | null
  /** As the CRM writes it; null as above. */
  region: string | null
  fieldProblems: DealFieldProblems
  pipelineId: string | null
  stageId: string | null
  stageLabel: string | null
  outcome: DealOutcome
  dealType: DealType | null
  /** When the CRM says that the deal closed or is to close. A calendar date needs the plan's time zone. */
  closedAt: Date | null
  ownerId: string | null
  /** The primary account, else the first one. */
  accountExternalId: string | null
  otherAccountExternalIds: string[]
  state: RecordState
  mergedInto: string | null
  createdAt: Date | null
  modifiedAt: Date | null
  /** External ids of records that were merged into this one. */
  mergedExternalIds: string[]
}
