import { createHash } from 'node:crypto'
import type { Account } from '../../shared/crm/account.ts'
import { DEAL_FIELDS } from '../../shared/crm/deal-fields.ts'
import type { Deal } from '../../shared/crm/deal.ts'

/**
 * Two readings of a deal with the same hash say the same to us. The modification date is left out (a change of
 * a field that we do not mirror, such as our own write-back, moves it), and so is the stage's label, which belongs to the stage.
 */
export function hashOfDeal(deal: Deal): string {
  return hashOf([
    deal.name,
    deal.amount && String(deal.amount.amountMinor),
    deal.currency,
    deal.amountText,
    deal.amountProblem,
    deal.pipelineId,
    deal.stageId,
    deal.outcome,
    deal.dealType,
    deal.closedAt,
    deal.ownerId,
    deal.accountExternalId,
    deal.otherAccountExternalIds,
    deal.state,
    deal.mergedInto,
    deal.createdAt,
    ...mappedFields(deal),
  ])
}

/** Nothing for a deal without any: it keeps the hash that it had before there were such fields. */
function mappedFields({ firstYearAcv, grossMargin, region, fieldProblems }: Deal): unknown[] {
  const problems = DEAL_FIELDS.map((field) => fieldProblems[field] ?? null)
  const values = [
    firstYearAcv && String(firstYearAcv.amountMinor),
    grossMargin && String(grossMargin.amountMinor),
    region,
    ...problems,
  ]
  return values.some((value) => value !== null) ? values : []
}

export function hashOfAccount(account: Account): string {
  return hashOf([
    account.name,
    account.domain,
    account.parentExternalId,
    account.ownerId,
    account.state,
    account.mergedInto,
    account.createdAt,
  ])
}

const hashOf = (fields: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(fields)).digest('base64url').slice(0, 24)
