import { evaluateCommission } from '../../shared/commission/evaluate.ts'
import { parseCommissionInput } from '../../shared/commission/parse-input.ts'
import { withdrawnWhy } from '../../shared/commission/why.ts'
import type { MoneyJson } from '../../shared/contract/money-json.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { toJsonb } from '../db/json.ts'
import { type StoredCalculation, storedCalculations } from '../db/replay-store.ts'
import { Refusal } from '../errors.ts'
import { type Difference, differences } from './differences.ts'

export interface Replay {
  revision: number
  /** The same cent and the same explanation. */
  same: boolean
  stored: Replayed
  /** null when the inputs give no such line any more; `problem` says why. */
  recomputed: Replayed | null
  problem: string | null
  /** At most twenty places in which the two are not alike. */
  difference: Difference[]
}

/** An amount and its `Why`, as plain JSON. */
export interface Replayed {
  amount: MoneyJson
  why: unknown
}

/** Computes the latest calculation of a line again from what is stored with it. Refuses a line that is not there. */
export async function replayCommission(tx: WorkspaceTx, lineId: string): Promise<Replay> {
  const latest = (await storedCalculations(tx, lineId)).at(-1)
  if (!latest) throw new Refusal('not_found', `There is no commission line ${lineId}.`)
  return replay(latest)
}

/** The same for every calculation that a line has had, oldest first; none when there is no such line. */
export async function replayCalculations(tx: WorkspaceTx, lineId: string): Promise<Replay[]> {
  return (await storedCalculations(tx, lineId)).map(replay)
}

function replay(calculation: StoredCalculation): Replay {
  const { revision, currency, amountMinor, why } = calculation
  const stored: Replayed = { amount: toMoneyJson(money(amountMinor, currency)), why }
  const result = recompute(calculation)
  if ('problem' in result)
    return { revision, same: false, stored, recomputed: null, problem: result.problem, difference: [] }
  const difference = differences(stored, result)
  return { revision, same: difference.length === 0, stored, recomputed: result, problem: null, difference }
}

function recompute({
  inputs,
  terms,
  creditId,
  ruleId,
  why: stored,
}: StoredCalculation): Replayed | { problem: string } {
  if (!inputs) return { problem: 'It was computed before inputs were kept whole.' }
  const plan = { ...terms, effectiveTo: inputs.effectiveTo }
  const reading = parseCommissionInput({ ...inputs.input, plan }, { recorded: true })
  if (!reading.ok) {
    const faults = reading.faults.map(({ path, message }) => `${path} ${message}`).join('; ')
    return { problem: `Its inputs cannot be read any more: ${faults}.` }
  }
  const outcome = evaluateCommission(reading.input)
  if (outcome.kind !== 'lines') return { problem: `Its inputs give no amount any more (${outcome.kind}).` }
  const line = outcome.lines.find((one) => one.creditId === creditId && one.ruleId === ruleId)
  if (!line?.why) return { problem: 'Its inputs give no line for this credit and rule any more.' }
  const because = withdrawnBecause(stored)
  const why = because === null ? line.why : withdrawnWhy(line.why, because)
  const amount = because === null ? toMoneyJson(line.amount) : why.amount
  return { amount, why: JSON.parse(toJsonb(why)) as unknown }
}

/** What took a commission back is no input of the engine: it stands in the stored explanation. */
function withdrawnBecause(why: unknown): string | null {
  const found = typeof why === 'object' && why !== null && 'withdrawn' in why ? why.withdrawn : null
  return typeof found === 'string' ? found : null
}
