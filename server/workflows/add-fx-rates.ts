import { isCurrency } from '../../shared/money/currency.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type FxRateRecord, insertFxRates } from '../db/fx-rate-store.ts'
import { Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'
import { rateProblem, sameNumber } from './rate-text.ts'
import { redriveForRates } from './redrive-for-rates.ts'

export interface AddedRate {
  from: string
  to: string
  on: string
  rate: string
}

/**
 * Stores exchange rates for good: what was converted with one can be computed again. The same rate again changes nothing; another
 * one for a pair and day that has one is refused, and nothing is stored: that is for `correctFxRate`. Won deals that waited for
 * a rate are looked at again.
 */
export async function addFxRates(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  { rates, source }: { rates: readonly AddedRate[]; source: string },
): Promise<void> {
  refuse('Some rates cannot be stored. Nothing was stored.', rates.flatMap(faultsOf))
  const records = rates.map((rate): FxRateRecord => ({
    ...rate,
    source,
    recordedBy: actor.userId,
    recordedAt: moment.now,
  }))
  const stored = new Map((await insertFxRates(tx, records)).map((rate) => [keyOf(rate), rate]))
  const conflicts = rates.flatMap((rate, index) => {
    const there = stored.get(keyOf(rate))?.rate
    if (typeof there !== 'string' || sameNumber(there, rate.rate)) return []
    const message = `is ${there} already for ${rate.from} to ${rate.to} on ${rate.on}`
    return [{ path: `rates[${index}].rate`, message }]
  })
  refuse(
    'A stored rate is corrected where it is listed, with a reason. Nothing was stored.',
    conflicts,
    'conflict',
  )
  const currencies = [...new Set(rates.flatMap(({ from, to }) => [from, to]))]
  await redriveForRates(tx, currencies)
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'fx_rate',
    subjectId: tx.workspaceId,
    kind: 'fx_rates_added',
    actor,
    at: moment.now,
    reason: null,
    before: null,
    after: { source, rates: rates.map(({ from, to, on, rate }) => `${from} to ${to} on ${on}: ${rate}`) },
  })
}

const keyOf = ({ from, to, on }: Pick<AddedRate, 'from' | 'to' | 'on'>) => `${from} ${to} ${on}`

function refuse(
  message: string,
  fields: { path: string; message: string }[],
  code: 'rule_violated' | 'conflict' = 'rule_violated',
): void {
  if (fields.length > 0) throw new Refusal(code, message, { fields })
}

function faultsOf({ from, to, rate }: AddedRate, index: number): { path: string; message: string }[] {
  const at = (field: string, message: string) => ({ path: `rates[${index}].${field}`, message })
  const unknown = (['from', 'to'] as const)
    .filter((field) => !isCurrency({ from, to }[field]))
    .map((field) => at(field, `${{ from, to }[field]} is not a currency of ISO 4217`))
  if (unknown.length > 0) return unknown
  if (from === to) return [at('to', 'is the same currency')]
  const problem = rateProblem(rate)
  return problem === null ? [] : [at('rate', problem)]
}
