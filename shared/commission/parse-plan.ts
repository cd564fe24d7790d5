import { z } from 'zod'
import { CREDIT_ROLES } from '../credit/credit.ts'
import { isCurrency } from '../money/currency.ts'
import { type CurrencyCode } from '../money/money.ts'
import { InvalidAmount, parseStoredMoney } from '../money/parse-decimal.ts'
import { BASIS_NAMES } from './bases.ts'
import { readWhen, whenSchema } from './conditions.ts'
import { decimalText } from './decimal-text.ts'
import { EARNING_KINDS } from './earning.ts'
import { jsonPath, sentences, type Fault } from './plan-fault.ts'
import type { Plan, Rule } from './plan.ts'
import { rateSchema, readRate } from './rates.ts'

const ruleJson = z.strictObject({
  // No leading punctuation: "-" stands for "no rule" where lines are stored.
  id: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,79}$/, 'must be a short name of letters, digits, ".", "_" and "-"'),
  role: z.enum(CREDIT_ROLES),
  when: whenSchema.optional(),
  basis: z.enum(BASIS_NAMES),
  rate: rateSchema,
  floor: decimalText.optional(),
  cap: decimalText.optional(),
  stack: z.boolean().default(false),
})

const planJson = z.strictObject({
  id: z.string().min(1).max(80),
  version: z.int().positive(),
  currency: z.string().refine(isCurrency, 'must be an ISO 4217 currency code'),
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone such as "America/New_York"'),
  effectiveFrom: z.iso.date('must be a calendar date such as "2026-01-31"'),
  effectiveTo: z.iso.date('must be a calendar date such as "2026-01-31", or null').nullable().default(null),
  splitSourcing: z.literal(false, 'must be false: a deal has one sourced partner').default(false),
  earning: z.strictObject({ kind: z.enum(EARNING_KINDS) }),
  rules: z.array(ruleJson).min(1, 'must hold at least one rule'),
})

export type PlanReading = { ok: true; plan: Plan } | { ok: false; faults: Fault[] }

/**
 * Reads the plan format of `commission` files. Answers either a plan that can be evaluated as it stands or every fault with the
 * JSON path of its field; anything that this release cannot evaluate is a fault, never ignored.
 */
export function parsePlan(json: unknown): PlanReading {
  const shape = planJson.safeParse(json)
  if (!shape.success) return { ok: false, faults: sentences(shape.error) }
  const faults: Fault[] = []
  const { rules, earning, splitSourcing: _, ...head } = shape.data
  const plan: Plan = {
    ...head,
    earning: earning.kind,
    rules: rules.flatMap((rule, index) => readRule(rule, head.currency, ['rules', index], faults)),
  }
  if (plan.effectiveTo !== null && plan.effectiveTo < plan.effectiveFrom) {
    faults.push({ path: 'effectiveTo', message: `is before effectiveFrom (${plan.effectiveFrom})` })
  }
  rules.forEach(({ id }, index) => {
    if (rules.findIndex((other) => other.id === id) < index) {
      faults.push({
        path: jsonPath(['rules', index, 'id']),
        message: `"${id}" is the id of an earlier rule too`,
      })
    }
  })
  return faults.length > 0 ? { ok: false, faults } : { ok: true, plan }
}

function readRule(
  json: z.output<typeof ruleJson>,
  currency: CurrencyCode,
  at: readonly (string | number)[],
  faults: Fault[],
): Rule[] {
  const attempt = <T>(field: readonly string[], read: () => T): T | undefined => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof InvalidAmount)) throw error
      faults.push({ path: jsonPath([...at, ...field]), message: error.message })
      return undefined
    }
  }
  const bound = (text: string | undefined) =>
    text === undefined ? null : parseStoredMoney(text, currency).amountMinor
  const rate = attempt(['rate', json.rate.kind === 'percent' ? 'percent' : 'amount'], () =>
    readRate(json.rate, currency),
  )
  const when = attempt(['when', 'dealAmount'], () => readWhen(json.when ?? {}, currency))
  const floorMinor = attempt(['floor'], () => bound(json.floor))
  const capMinor = attempt(['cap'], () => bound(json.cap))
  if (rate === undefined || when === undefined || floorMinor === undefined || capMinor === undefined)
    return []
  if (floorMinor !== null && capMinor !== null && capMinor < floorMinor) {
    faults.push({ path: jsonPath([...at, 'cap']), message: `is below the floor (${json.floor})` })
  }
  if (rate.kind === 'percent' && rate.fraction.numerator > rate.fraction.denominator) {
    faults.push({
      path: jsonPath([...at, 'rate', 'percent']),
      message: `"${rate.percent}" is more than 100 percent`,
    })
  }
  const { id, role, basis, stack } = json
  return [{ id, role, when, basis, rate, floorMinor, capMinor, stack }]
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
