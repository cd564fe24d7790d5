import type { Deal, DealOutcome, DealType } from '../../shared/crm/deal.ts'
import type { DealFieldMapping } from '../../shared/crm/deal-fields.ts'
import { readDealFields } from '../../shared/crm/read-deal-fields.ts'
import type { Stage } from '../../shared/crm/stage.ts'
import { isCurrency } from '../../shared/money/currency.ts'
import { InvalidAmount, parseStoredMoney } from '../../shared/money/parse-decimal.ts'
import type { CompaniesOfDeal } from './deal-companies.ts'
import { instantOf, mergedIds } from './map-fields.ts'
import type { WireRecord } from './wire.ts'

export const DEAL_PROPERTIES = [
  'dealname',
  'amount',
  'deal_currency_code',
  'dealstage',
  'pipeline',
  'closedate',
  'dealtype',
  'hubspot_owner_id',
  'createdate',
  'hs_lastmodifieddate',
  'hs_is_closed',
  'hs_is_closed_won',
  'hs_merged_object_ids',
] as const

export interface DealSurroundings {
  companies: CompaniesOfDeal
  /** What a deal without a currency of its own is in. */
  homeCurrency: string
  stages: ReadonlyMap<string, Stage>
  dealFields: DealFieldMapping
  /** Which of the mapped properties there are; the others were deleted, or are not shown to us. */
  knownProperties: ReadonlySet<string>
}

export const stageKey = (pipelineId: string | null, stageId: string | null): string =>
  `${pipelineId} ${stageId}`

/** A HubSpot deal in the product's words. Total: whatever the deal holds, it is mirrored, with a problem noted rather than guessed over. */
export function mapDeal(wire: WireRecord, around: DealSurroundings): Deal {
  const p = wire.properties
  const pipelineId = p['pipeline'] || null
  const stageId = p['dealstage'] || null
  const stage = around.stages.get(stageKey(pipelineId, stageId))
  const amount = amountOf(p['amount'] ?? null, p['deal_currency_code'] || around.homeCurrency)
  return {
    externalId: wire.id,
    name: p['dealname'] || `Deal ${wire.id}`,
    ...amount,
    ...readDealFields({
      mapping: around.dealFields,
      currency: amount.currency,
      valueOf: (name) => (around.knownProperties.has(name) ? (p[name] ?? null) : undefined),
      unseen: (name) =>
        `HubSpot shows no deal property "${name}": it was deleted, or hidden from Partner Desk. An admin chooses another one on the page Connections.`,
    }),
    pipelineId,
    stageId,
    stageLabel: stage?.label ?? null,
    outcome: outcomeOf(p['hs_is_closed_won'], p['hs_is_closed'], stage),
    dealType: dealTypeOf(p['dealtype'] ?? null),
    closedAt: instantOf(p['closedate']),
    ownerId: p['hubspot_owner_id'] || null,
    accountExternalId: around.companies.primary,
    otherAccountExternalIds: around.companies.others,
    state: wire.archived ? 'archived' : 'active',
    mergedInto: null,
    createdAt: instantOf(p['createdate'] ?? wire.createdAt),
    modifiedAt: instantOf(p['hs_lastmodifieddate'] ?? wire.updatedAt),
    mergedExternalIds: mergedIds(p['hs_merged_object_ids']),
  }
}

function amountOf(
  text: string | null,
  currency: string,
): Pick<Deal, 'amount' | 'currency' | 'amountText' | 'amountProblem'> {
  const known = isCurrency(currency)
  if (text === null || text === '') {
    return { amount: null, currency: known ? currency : null, amountText: null, amountProblem: null }
  }
  if (!known) {
    return {
      amount: null,
      currency: null,
      amountText: text,
      amountProblem: `"${currency}" is not a currency that we know.`,
    }
  }
  try {
    // Negative amounts are real: credit notes are kept as deals by some.
    return {
      amount: parseStoredMoney(text, currency, { signed: true }),
      currency,
      amountText: null,
      amountProblem: null,
    }
  } catch (error) {
    if (!(error instanceof InvalidAmount)) throw error
    return { amount: null, currency, amountText: text, amountProblem: error.message }
  }
}

/** The deal's own flags win: they follow the stage at once, while our copy of the stages may be older. */
function outcomeOf(
  won: string | null | undefined,
  closed: string | null | undefined,
  stage: Stage | undefined,
): DealOutcome {
  if (won === 'true') return 'won'
  if (closed === 'true' && won === 'false') return 'lost'
  if (closed === 'false') return 'open'
  return stage?.outcome ?? 'open'
}

function dealTypeOf(text: string | null): DealType | null {
  switch (text) {
    case 'newbusiness':
      return 'new'
    case 'existingbusiness':
      return 'upsell'
    case 'renewal':
      return 'renewal'
    default:
      return null
  }
}
