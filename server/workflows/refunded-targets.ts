import { evaluateCommission } from '../../shared/commission/evaluate.ts'
import { commissionInputJson } from '../../shared/commission/input-json.ts'
import { parseCommissionInput } from '../../shared/commission/parse-input.ts'
import type { CommissionLineRecord } from '../db/commission-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'
import { storedCalculations } from '../db/replay-store.ts'
import { asItIs, type LineTarget } from './commission-targets.ts'
import { collectionsOf } from './gather-deal-facts.ts'
import { isCash } from './plan-needs.ts'

/**
 * What the lines of a deal that the CRM no longer has should be: as they are, less what refunds take from those that are computed
 * from payments. Everything but the payments is as it was accrued; nothing grows.
 */
export async function refundedTargets(
  tx: WorkspaceTx,
  deal: MirroredDeal,
  lines: readonly CommissionLineRecord[],
  plans: readonly PublishedPlan[],
): Promise<LineTarget[]> {
  const targets: LineTarget[] = []
  for (const line of lines) {
    const plan = plans.find(({ versionId }) => versionId === line.latest.planVersionId)?.plan
    const rule = plan?.rules.find(({ id }) => id === line.ruleId)
    const smaller =
      rule && isCash(rule) && line.latest.why.withdrawn === null
        ? await withRefunds(tx, deal, line, rule.rate.kind === 'recurring')
        : null
    targets.push(smaller ?? asItIs(line))
  }
  return targets
}

/** null where the payments of by now give no less than what is accrued, or where they cannot be computed with. */
async function withRefunds(
  tx: WorkspaceTx,
  deal: MirroredDeal,
  line: CommissionLineRecord,
  recurs: boolean,
): Promise<LineTarget | null> {
  const { inputs } = line.latest
  const terms = (await storedCalculations(tx, line.id)).at(-1)?.terms
  if (!inputs || !terms) return null
  const plan = { ...terms, effectiveTo: inputs.effectiveTo }
  const reading = parseCommissionInput({ ...inputs.input, plan }, { recorded: true })
  if (!reading.ok) return null
  const { currency } = reading.input.deal
  const { collections, afterCancellation } = await collectionsOf(tx, { ...deal, currency })
  const input = {
    ...reading.input,
    collections: recurs ? collections.filter(({ id }) => !afterCancellation.has(id)) : collections,
  }
  const outcome = evaluateCommission(input)
  if (outcome.kind !== 'lines') return null
  const now = outcome.lines.find(
    ({ creditId, ruleId }) => creditId === line.creditId && ruleId === line.ruleId,
  )
  if (!now?.why || now.amount.amountMinor >= line.latest.amountMinor) return null
  return {
    ...asItIs(line),
    amountMinor: now.amount.amountMinor,
    revenueMinor: now.revenueMinor,
    why: now.why,
    inputs: {
      input: commissionInputJson(input, { plan: false }),
      effectiveTo: inputs.effectiveTo,
    },
  }
}
