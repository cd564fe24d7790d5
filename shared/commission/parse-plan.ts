import { CREDIT_ROLES } from '../credit/credit.ts'
import { isCurrency } from '../money/currency.ts'
import type { CurrencyCode } from '../money/money.ts'
import { BASIS_NAMES } from './bases.ts'
import { isTimeZone } from '../calendar-date.ts'
import { JsonCursor } from './json-cursor.ts'
import type { Fault } from './plan-fault.ts'
import { DECIDING_DATES, OPEN_DEALS, PERIODS, type Plan, type Rule } from './plan.ts'
import { readEarning } from './read-earning.ts'
import { readRate } from './read-rate.ts'
import { readWhen } from './read-when.ts'

export type PlanReading = { ok: true; plan: Plan } | { ok: false; faults: Fault[] }

/**
 * Reads the plan format of `commission` files. Answers either a plan that can be evaluated as it stands or every fault with the
 * JSON path of its field; anything that this release cannot evaluate is a fault, never ignored.
 */
export function parsePlan(json: unknown): PlanReading {
  const cursor = new JsonCursor(json)
  const plan = readPlan(cursor)
  return plan && cursor.faults.length === 0 ? { ok: true, plan } : { ok: false, faults: cursor.faults }
}

const PLAN_KEYS = [
  'id',
  'version',
  'currency',
  'timeZone',
  'effectiveFrom',
  'effectiveTo',
  'splitSourcing',
  'decidingDate',
  'openDeals',
  'earning',
  'rules',
]

/** undefined, or a plan with gaps filled arbitrarily, when there are faults. */
export function readPlan(json: JsonCursor): Plan | undefined {
  if (!json.hasOnly(PLAN_KEYS)) return undefined
  const id = json.at('id').text(80)
  const version = json.at('version').whole(1, 1_000_000)
  const currency = readCurrency(json.at('currency'))
  const timeZone = readTimeZone(json.at('timeZone'))
  const effectiveFrom = json.at('effectiveFrom').date()
  const to = json.at('effectiveTo')
  const effectiveTo = to.isAbsentOrNull ? null : to.date()
  if (effectiveFrom && effectiveTo && effectiveTo < effectiveFrom)
    to.fault(`is before effectiveFrom (${effectiveFrom})`)
  const splitSourcing = json.at('splitSourcing').flag(false)
  const decidingDate = optional(json.at('decidingDate'), DECIDING_DATES, 'closeDate')
  const openDeals = optional(json.at('openDeals'), OPEN_DEALS, 'newTerms')
  const earning = readEarning(json.at('earning'))
  const rules = readRules(json.at('rules'), currency)
  if (!id || !version || !currency || !timeZone || !effectiveFrom || !earning) return undefined
  if (!decidingDate || !openDeals || effectiveTo === undefined) return undefined
  const head = { id, version, currency, timeZone, effectiveFrom, effectiveTo }
  return { ...head, splitSourcing, decidingDate, openDeals, earning, rules }
}

/** undefined after noting that it is none. */
export function readCurrency(json: JsonCursor): CurrencyCode | undefined {
  return typeof json.value === 'string' && isCurrency(json.value)
    ? json.value
    : json.fault('must be an ISO 4217 currency code')
}

function readTimeZone(json: JsonCursor): string | undefined {
  return typeof json.value === 'string' && isTimeZone(json.value)
    ? json.value
    : json.fault('must be an IANA time zone such as "America/New_York"')
}

function optional<T extends string>(json: JsonCursor, choices: readonly T[], otherwise: T): T | undefined {
  return json.isAbsent ? otherwise : json.oneOf(choices)
}

function readRules(json: JsonCursor, currency: CurrencyCode | undefined): Rule[] {
  const taken = new Set<string>()
  return json.list({ atLeastOne: 'rule' }).flatMap((item) => {
    const rule = readRule(item, currency)
    const id = item.at('id')
    if (typeof id.value === 'string' && taken.has(id.value))
      id.fault(`"${id.value}" is the id of an earlier rule too`)
    if (typeof id.value === 'string') taken.add(id.value)
    return rule ? [rule] : []
  })
}

const RULE_KEYS = ['id', 'role', 'when', 'basis', 'rate', 'floor', 'cap', 'periodCap', 'stack', 'author']

/** For a rule alone, such as one of a draft whose other rules are not finished. */
export function readRule(json: JsonCursor, currency: CurrencyCode | undefined): Rule | undefined {
  if (!json.hasOnly(RULE_KEYS)) return undefined
  const id = readRuleId(json.at('id'))
  const role = json.at('role').oneOf(CREDIT_ROLES)
  const when = readWhen(json.at('when'), currency)
  const rate = readRate(json.at('rate'), currency)
  const written = json.at('basis')
  const needsNone = json.at('rate').at('kind').value === 'flat'
  const basis = written.isAbsentOrNull && needsNone ? null : written.oneOf(BASIS_NAMES)
  const floorMinor = readBound(json.at('floor'), currency)
  const capMinor = readBound(json.at('cap'), currency)
  if (typeof floorMinor === 'bigint' && typeof capMinor === 'bigint' && capMinor < floorMinor)
    json.at('cap').fault(`is below the floor (${String(json.at('floor').value)})`)
  const periodCap = readPeriodCap(json.at('periodCap'), currency)
  const stack = json.at('stack').flag(false)
  const by = json.at('author')
  const author = by.isAbsentOrNull ? null : by.text()
  if (!id || !role || !rate || basis === undefined || author === undefined) return undefined
  if (floorMinor === undefined || capMinor === undefined || periodCap === undefined) return undefined
  return { id, role, when, basis, rate, floorMinor, capMinor, periodCap, stack, author }
}

/** No leading punctuation: "-" stands for "no rule" where lines are stored. */
function readRuleId(json: JsonCursor): string | undefined {
  return typeof json.value === 'string' && /^[A-Za-z0-9][\w.-]{0,79}$/.test(json.value)
    ? json.value
    : json.fault('must be a short name of letters, digits, ".", "_" and "-"')
}

function readBound(json: JsonCursor, currency: CurrencyCode | undefined): bigint | null | undefined {
  return json.isAbsentOrNull ? null : json.minor(currency)
}

function readPeriodCap(json: JsonCursor, currency: CurrencyCode | undefined): Rule['periodCap'] | undefined {
  if (json.isAbsentOrNull) return null
  if (!json.hasOnly(['period', 'amount'])) return undefined
  const period = json.at('period').oneOf(PERIODS)
  const amountMinor = json.at('amount').minor(currency)
  return period && amountMinor !== undefined ? { period, amountMinor } : undefined
}
