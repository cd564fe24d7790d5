import { calendarDate, isTimeZone } from '../../shared/calendar-date.ts'
import { describeRule } from '../../shared/commission/describe-rule.ts'
import type { OtherPlan } from '../../shared/commission/lint/lint-context.ts'
import { lintPlan } from '../../shared/commission/lint/lint-plan.ts'
import { parsePlan } from '../../shared/commission/parse-plan.ts'
import { isCurrency } from '../../shared/money/currency.ts'
import type { CommandIo } from './command.ts'
import { inputName } from './commission-file.ts'
import { readPlanFile, readWholePlan } from './commission-plan.ts'
import { printResult } from './print-result.ts'

/** Prints what is to be looked at in a plan, and its rules as sentences; resolves to 1 when there is an error among it. */
export async function lint(file: string, others: readonly string[], io: CommandIo): Promise<number> {
  const { terms, deal, fx } = await readPlanFile(file, io.signal)
  const otherPlans: OtherPlan[] = []
  for (const other of others) otherPlans.push(await readOther(other, io.signal))
  const dealCurrency = deal.at('currency').value
  const findings = lintPlan(terms, {
    today: today(terms['timeZone']),
    otherPlans,
    dealCurrencies: typeof dealCurrency === 'string' && isCurrency(dealCurrency) ? [dealCurrency] : [],
    rates: fx,
    programme: null,
  })
  await printResult({ findings, rules: sentences(terms) }, io)
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0
}

async function readOther(file: string, signal: AbortSignal): Promise<OtherPlan> {
  const { plan } = await readWholePlan(file, signal, { named: true })
  const { id: key, version, effectiveFrom, effectiveTo, currency } = plan
  return {
    id: inputName(file),
    key,
    version,
    effectiveFrom,
    effectiveTo,
    programme: 'the same programme',
    currency,
  }
}

function today(timeZone: unknown): string {
  return calendarDate(new Date(), typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : 'UTC')
}

/** Of the rules that can be read, whatever the others are like. */
function sentences(terms: Record<string, unknown>): string[] {
  const rules: unknown[] = Array.isArray(terms['rules']) ? terms['rules'] : []
  return rules.flatMap((rule) => {
    const reading = parsePlan({ ...terms, rules: [rule] })
    return reading.ok ? reading.plan.rules.map((read) => describeRule(read, reading.plan)) : []
  })
}
