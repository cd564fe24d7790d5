import { calendarDate } from '../calendar-date.ts'
import { CREDIT_ROLES } from '../credit/credit.ts'
import type { CurrencyCode, Money } from '../money/money.ts'
import { PARTNER_TYPES } from '../partner/partner.ts'
import { plus } from './exact.ts'
import type { CommissionCredit, CommissionDeal, CommissionInput } from './input.ts'
import { JsonCursor } from './json-cursor.ts'
import { readCurrency, readPlan } from './parse-plan.ts'
import type { Fault } from './plan-fault.ts'
import { readCollections } from './read-collections.ts'
import { readExchangeRates } from './read-exchange-rates.ts'
import { readPeriodToDate } from './read-period-to-date.ts'
import { readPercent } from './read-rate.ts'
import { DEAL_TYPES } from './read-when.ts'

export type InputReading = { ok: true; input: CommissionInput } | { ok: false; faults: Fault[] }

export interface InputOptions {
  /**
   * The input was evaluated before. What the CRM says may be below zero, and the credits may be a part of the deal's: those
   * under another plan are not with them.
   */
  recorded?: boolean
}

/**
 * Reads the format of `commission` files: plan, deal, credits, periodToDate, collections and fx. Answers what can be evaluated or
 * every fault with the JSON path of its field. Amounts may be of any size. Nothing is taken for granted that could change the
 * money: an unknown key is a fault.
 */
export function parseCommissionInput(json: unknown, options: InputOptions = {}): InputReading {
  const cursor = new JsonCursor(json)
  const input = readInput(cursor, options)
  return input && cursor.faults.length === 0 ? { ok: true, input } : { ok: false, faults: cursor.faults }
}

function readInput(json: JsonCursor, options: InputOptions): CommissionInput | undefined {
  if (!json.hasOnly(['plan', 'deal', 'credits', 'periodToDate', 'collections', 'fx'])) return undefined
  const plan = readPlan(json.at('plan'))
  const deal = readDeal(json.at('deal'), options)
  const credits = readCredits(json.at('credits'), {
    splits: json.at('plan').at('splitSourcing').value === true,
    ...options,
  })
  const dealCurrency = deal?.currency ?? undefined
  const collections = readCollections(json.at('collections'), dealCurrency)
  const planCurrency = plan?.currency
  const periodToDate = readPeriodToDate(json.at('periodToDate'), planCurrency)
  const fx = readExchangeRates(json.at('fx'))
  if (!plan || !deal) return undefined
  if (plan.decidingDate === 'registrationDate') takeTermsDates(json.at('credits'), credits, plan.timeZone)
  return { plan, deal, credits, collections, periodToDate, fx }
}

/** The plan goes by the day on which a partner came in, so each credit must say it. */
function takeTermsDates(json: JsonCursor, credits: CommissionCredit[], timeZone: string): void {
  if (json.faults.length > 0) return
  const items = json.list()
  credits.forEach((credit, index) => {
    if (credit.termsDate !== null) return
    if (credit.registeredAt)
      credits[index] = { ...credit, termsDate: calendarDate(credit.registeredAt, timeZone) }
    else items[index]?.at('termsDate').fault('must be given, or registeredAt: the plan goes by that date')
  })
}

const DEAL_KEYS = [
  'id',
  'currency',
  'dealAmount',
  'firstYearAcv',
  'grossMargin',
  'lineItems',
  'dealType',
  'region',
  'closeDate',
]

function readDeal(json: JsonCursor, options: InputOptions): CommissionDeal | undefined {
  if (!json.hasOnly(DEAL_KEYS)) return undefined
  const id = json.at('id').text()
  const noCurrency = json.at('currency').value === null && json.at('dealAmount').isAbsentOrNull
  const currency = noCurrency ? null : readCurrency(json.at('currency'))
  const signed = { signed: options.recorded === true }
  const amount = readMoney(json.at('dealAmount'), currency, signed)
  const firstYearAcv = readMoney(json.at('firstYearAcv'), currency, signed)
  // A margin can be a loss, and a line item a rebate.
  const grossMargin = readMoney(json.at('grossMargin'), currency, { signed: true })
  const lineItems = readLineItems(json.at('lineItems'), currency)
  const type = json.at('dealType')
  const dealType = type.isAbsentOrNull ? null : type.oneOf(DEAL_TYPES)
  const place = json.at('region')
  const region = place.isAbsentOrNull ? null : place.text()
  const closeDate = json.at('closeDate').date()
  if (!id || currency === undefined || !closeDate || dealType === undefined || region === undefined)
    return undefined
  return { id, currency, amount, firstYearAcv, grossMargin, lineItems, dealType, region, closeDate }
}

function readMoney(
  json: JsonCursor,
  currency: CurrencyCode | null | undefined,
  options: { signed: boolean },
): Money | null {
  if (json.isAbsentOrNull) return null
  if (currency === null) return json.fault('needs the currency of the deal') ?? null
  const amountMinor = json.minor(currency, options)
  return amountMinor === undefined || currency === undefined ? null : { amountMinor, currency }
}

function readLineItems(
  json: JsonCursor,
  currency: CurrencyCode | null | undefined,
): CommissionDeal['lineItems'] {
  if (json.isAbsentOrNull) return null
  return json.list().flatMap((item) => {
    if (!item.hasOnly(['product', 'amount'])) return []
    const product = item.at('product').text()
    if (item.at('amount').isAbsentOrNull) item.at('amount').minor(currency ?? undefined)
    const amount = readMoney(item.at('amount'), currency, { signed: true })
    return product && amount ? [{ product, amount }] : []
  })
}

const CREDIT_KEYS = [
  'id',
  'partner',
  'partnerType',
  'programme',
  'tier',
  'role',
  'share',
  'registeredAt',
  'termsDate',
]

function readCredits(json: JsonCursor, options: InputOptions & { splits: boolean }): CommissionCredit[] {
  const items = json.list({ atLeastOne: 'credit' })
  const credits = items.map((item, index) => readCredit(item, index))
  const ids = new Set<string>()
  const held = new Set<string>()
  credits.forEach((credit, index) => {
    const item = items[index]
    if (!credit || !item) return
    if (ids.has(credit.creditId))
      item.at('id').fault(`"${credit.creditId}" is the id of an earlier credit too`)
    ids.add(credit.creditId)
    const key = JSON.stringify([credit.partnerId, credit.role])
    if (held.has(key))
      item.at('partner').fault(`"${credit.partnerId}" is ${credit.role} on this deal already`)
    held.add(key)
  })
  const read = credits.filter((credit) => credit !== undefined)
  if (!options.recorded && read.length === items.length) checkShares(json, items, read, options.splits)
  return read
}

function readCredit(json: JsonCursor, index: number): CommissionCredit | undefined {
  if (!json.hasOnly(CREDIT_KEYS)) return undefined
  const partnerId = json.at('partner').text()
  const named = json.at('id')
  const creditId = named.isAbsent ? `credit-${index + 1}` : named.text()
  const partnerType = json.at('partnerType').oneOf(PARTNER_TYPES)
  const in_ = json.at('programme')
  const programme = in_.isAbsentOrNull ? null : in_.text()
  const tier = json.at('tier').text()
  const role = json.at('role').oneOf(CREDIT_ROLES)
  const share = readShare(json.at('share'))
  const registered = json.at('registeredAt')
  const registeredAt = registered.isAbsentOrNull ? null : registered.instant()
  const terms = json.at('termsDate')
  const termsDate = terms.isAbsentOrNull ? null : terms.date()
  if (!partnerId || !creditId || !partnerType || !tier || !role || !share) return undefined
  if (programme === undefined || registeredAt === undefined || termsDate === undefined) return undefined
  const who = { creditId, partnerId, partnerType, programme, tier, role }
  return { ...who, share: share.fraction, sharePercent: share.percent, registeredAt, termsDate }
}

function readShare(json: JsonCursor) {
  const share = json.isAbsent ? WHOLE : readPercent(json)
  if (!share) return undefined
  const { numerator, denominator } = share.fraction
  if (numerator === 0n) return json.fault('must be above zero')
  return numerator > denominator ? json.fault('must be at most 100 percent') : share
}

const WHOLE = { percent: '100', fraction: { numerator: 100n, denominator: 100n } }

function checkShares(
  json: JsonCursor,
  items: readonly JsonCursor[],
  credits: readonly CommissionCredit[],
  splits: boolean,
): void {
  const sourced = credits.flatMap((credit, index) => (credit.role === 'sourced' ? [{ credit, index }] : []))
  if (sourced.length === 0) return
  if (sourced.length > 1 && !splits) {
    for (const { index } of sourced.slice(1))
      items[index]
        ?.at('role')
        .fault('must not be sourced too: the plan has one sourced partner (splitSourcing)')
    return
  }
  const sum = sourced.map(({ credit }) => credit.share).reduce(plus)
  if (sum.numerator !== sum.denominator) {
    const over = sum.numerator > sum.denominator ? 'more' : 'less'
    json.fault(`must have sourced shares that sum to exactly 100 percent; these are ${over}`)
  }
}
