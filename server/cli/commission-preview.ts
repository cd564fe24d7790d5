import { releases } from '../../shared/commission/earning.ts'
import {
  type CommissionLine,
  type CommissionOutcome,
  evaluateCommission,
} from '../../shared/commission/evaluate.ts'
import type { CommissionInput } from '../../shared/commission/input.ts'
import { parseCommissionInput } from '../../shared/commission/parse-input.ts'
import { whyText } from '../../shared/commission/why-text.ts'
import { formatDecimal, toMoneyJson } from '../../shared/money/format.ts'
import { add, money } from '../../shared/money/money.ts'
import type { CommandIo } from './command.ts'
import { badFaults } from './commission-faults.ts'
import { inputName } from './commission-file.ts'
import { readJson } from './commission-json.ts'
import { printResult } from './print-result.ts'

/** Prints what a deal earns under a plan: a line per credit and rule with its why, what is released when, and the sum. */
export async function preview(file: string, io: CommandIo): Promise<number> {
  const reading = parseCommissionInput(await readJson(file, io.signal))
  if (!reading.ok) throw badFaults(inputName(file), reading.faults)
  const { input } = reading
  const outcome = evaluateCommission(input)
  if (outcome.kind !== 'lines') throw badFaults(inputName(file), [whatIsMissing(outcome)])
  const total = outcome.lines.reduce((sum, { amount }) => add(sum, amount), money(0n, input.plan.currency))
  await printResult(
    {
      lines: outcome.lines.map(shownLine),
      releases: shownReleases(input),
      totals: { [total.currency]: formatDecimal(total) },
    },
    io,
  )
  return 0
}

function shownLine({ partnerId, role, ruleId, amount, why }: CommissionLine) {
  return {
    partner: partnerId,
    role,
    rule: ruleId,
    ...toMoneyJson(amount),
    why: why && { ...why, text: whyText(why, partnerId) },
  }
}

/** By collection and partner, or by day for what no collection releases. */
function shownReleases(input: CommissionInput) {
  const sums = new Map<string, { collection: string | null; on?: string; partner: string; minor: bigint }>()
  for (const { collectionId, on, partnerId, amount } of releases(input)) {
    const when = collectionId === null ? { collection: null, on } : { collection: collectionId }
    const key = JSON.stringify([when, partnerId])
    const minor = (sums.get(key)?.minor ?? 0n) + amount.amountMinor
    sums.set(key, { ...when, partner: partnerId, minor })
  }
  return [...sums.values()]
    .filter(({ minor }) => minor !== 0n)
    .map(({ minor, ...release }) => ({ ...release, ...toMoneyJson(money(minor, input.plan.currency)) }))
}

function whatIsMissing(outcome: Exclude<CommissionOutcome, { kind: 'lines' }>) {
  if (outcome.kind === 'needs_rate')
    return {
      path: 'fx',
      message: `has no rate from ${outcome.from} to ${outcome.to} for ${outcome.on}, nor one for the way back`,
    }
  // What was collected is assumed from the deal's amount when it is not given.
  const field = outcome.missing === 'collected' ? 'dealAmount' : outcome.missing
  return { path: `deal.${field}`, message: 'is what the commission is computed from, and is not there' }
}
