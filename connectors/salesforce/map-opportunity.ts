import type { Deal, DealOutcome, DealType, RecordState } from '../../shared/crm/deal.ts'
import type { DealFieldChoice, DealFieldMapping } from '../../shared/crm/deal-fields.ts'
import { readDealFields } from '../../shared/crm/read-deal-fields.ts'
import type { Stage } from '../../shared/crm/stage.ts'
import { noonOn } from './close-date.ts'
import { withoutExponent } from './exact-json.ts'
import { PIPELINE } from './map-stage.ts'
import { type ReadAmount, readAmount } from './read-amount.ts'
import type { Row } from './wire.ts'

export interface OpportunitySurroundings {
  /** What an opportunity is in where the org has one currency. */
  homeCurrency: string
  timeZone: string
  stages: ReadonlyMap<string, Stage>
  /** Whether the connected user may see `Amount`. */
  seesAmount: boolean
  dealFields: DealFieldMapping
  /** What a mapped field holds; undefined where the connected user may not see it, or it is gone. */
  typeOf(name: string): DealFieldChoice['type'] | undefined
}

/** An opportunity in the product's words. Total: whatever it holds, it is mirrored, with a problem noted rather than guessed over. */
export function mapOpportunity(row: Row, around: OpportunitySurroundings): Deal {
  const id = row['Id'] ?? ''
  const stageId = row['StageName'] ?? null
  const amount = amountOf(row, around)
  const stage = stageId === null ? undefined : around.stages.get(stageId)
  return {
    externalId: id,
    name: row['Name'] ?? `Opportunity ${id}`,
    ...amount,
    ...mappedFields(row, amount.currency, around),
    pipelineId: PIPELINE.id,
    stageId,
    // A stage that was deleted from the list lives on in its records, under its API name.
    stageLabel: stage?.label ?? stageId,
    outcome: outcomeOf(row, stage),
    dealType: dealTypeOf(row['Type'] ?? null),
    closedAt: row['CloseDate'] ? noonOn(row['CloseDate'], around.timeZone) : null,
    ownerId: row['OwnerId'] ?? null,
    accountExternalId: row['AccountId'] ?? null,
    otherAccountExternalIds: [],
    ...stateOf(row),
    createdAt: instantOf(row['CreatedDate']),
    modifiedAt: instantOf(row['SystemModstamp']),
    mergedExternalIds: [],
  }
}

/** In the recycle bin, or left there by a merge. */
export function stateOf(row: Row): { state: RecordState; mergedInto: string | null } {
  if (row['IsDeleted'] !== 'true') return { state: 'active', mergedInto: null }
  const mergedInto = row['MasterRecordId'] ?? null
  return { state: mergedInto === null ? 'archived' : 'merged', mergedInto }
}

/** `2026-11-21T14:00:00.000+0000` by REST, with a Z by Bulk; the offset without a colon is read by hand to be sure of it. */
export function instantOf(text: string | null | undefined): Date | null {
  if (!text) return null
  const instant = new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  return Number.isNaN(instant.getTime()) ? null : instant
}

const HIDDEN =
  'The connected Salesforce user may not see the field Amount. A Salesforce admin assigns the permission set ' +
  '"Partner Desk Integration" to that user.'

function amountOf(row: Row, { homeCurrency, seesAmount }: OpportunitySurroundings): ReadAmount {
  const code = row['CurrencyIsoCode'] ?? homeCurrency
  if (seesAmount) return readAmount(row['Amount'] ?? null, code)
  return { ...readAmount(null, code), amountProblem: HIDDEN }
}

function mappedFields(row: Row, currency: Deal['currency'], around: OpportunitySurroundings) {
  return readDealFields({
    mapping: around.dealFields,
    currency,
    valueOf(name) {
      const type = around.typeOf(name)
      const value = row[name] ?? null
      if (type === undefined) return undefined
      return value !== null && type === 'number' ? withoutExponent(value) : value
    },
    unseen: (name) =>
      `The connected Salesforce user may not see the opportunity field ${name}, or it was deleted. A Salesforce admin lets that user read it, or an admin chooses another one on the page Connections.`,
  })
}

/** The record's own flags win: they follow the stage at once, and stay when the stage is deleted from the list. */
function outcomeOf(row: Row, stage: Stage | undefined): DealOutcome {
  if (row['IsWon'] === 'true') return 'won'
  if (row['IsClosed'] === 'true' && row['IsWon'] === 'false') return 'lost'
  if (row['IsClosed'] === 'false') return 'open'
  return stage?.outcome ?? 'open'
}

/** The list is the customer's; these are the values that orgs begin with, and close relatives. */
function dealTypeOf(text: string | null): DealType | null {
  if (text === null) return null
  if (/renew/i.test(text)) return 'renewal'
  if (/^existing|upsell|up-sell|upgrade|expansion|add-?on/i.test(text)) return 'upsell'
  return /^new\b/i.test(text) ? 'new' : null
}
