import type { ExchangeRate } from '../../shared/commission/input.ts'
import { JsonCursor } from '../../shared/commission/json-cursor.ts'
import { parsePlan } from '../../shared/commission/parse-plan.ts'
import type { Plan } from '../../shared/commission/plan.ts'
import { readExchangeRates } from '../../shared/commission/read-exchange-rates.ts'
import { badFaults } from './commission-faults.ts'
import { inputName } from './commission-file.ts'
import { readJson } from './commission-json.ts'

/** The terms in a file: a plan by itself, or the `plan` of a whole preview input with its deal and exchange rates. */
export interface PlanFile {
  terms: Record<string, unknown>
  /** Where the plan begins in the file: `plan.` or nothing. */
  prefix: string
  deal: JsonCursor
  fx: readonly ExchangeRate[]
}

/** Throws `BadInput` for what is no object, and for exchange rates that cannot be used. The terms may be anything. */
export async function readPlanFile(file: string, signal: AbortSignal): Promise<PlanFile> {
  const whole = new JsonCursor(await readJson(file, signal))
  const inPart = !whole.at('plan').isAbsent
  if (inPart) whole.hasOnly(['plan', 'deal', 'credits', 'periodToDate', 'collections', 'fx'])
  const plan = inPart ? whole.at('plan') : whole
  if (!isObject(plan.value)) plan.fault('must be a plan: an object')
  const fx = inPart ? readExchangeRates(whole.at('fx')) : []
  if (whole.faults.length > 0 || !isObject(plan.value)) throw badFaults(inputName(file), whole.faults)
  return { terms: plan.value, prefix: inPart ? 'plan.' : '', deal: whole.at('deal'), fx }
}

/** The same with a plan that can be evaluated. `named` puts the file before each path, where there are several files. */
export async function readWholePlan(
  file: string,
  signal: AbortSignal,
  options: { named?: boolean } = {},
): Promise<{ plan: Plan; fx: readonly ExchangeRate[] }> {
  const { terms, prefix, fx } = await readPlanFile(file, signal)
  const reading = parsePlan(terms)
  if (reading.ok) return { plan: reading.plan, fx }
  const before = options.named ? `${inputName(file)}: ` : ''
  const faults = reading.faults.map(({ path, message }) => ({ path: `${before}${prefix}${path}`, message }))
  throw badFaults(inputName(file), faults)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
