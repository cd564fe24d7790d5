import { calendarDate } from '../../shared/calendar-date.ts'
import { BASES } from '../../shared/commission/bases.ts'
import { evaluateCommission } from '../../shared/commission/evaluate.ts'
import type {
  CommissionCredit,
  CommissionDeal,
  ExchangeRate,
  PeriodToDate,
} from '../../shared/commission/input.ts'
import type { Plan } from '../../shared/commission/plan.ts'
import { CREDIT_ROLES, type CreditRole } from '../../shared/credit/credit.ts'
import type { ExampleReply, ExampleRequest } from '../../shared/contract/plan-api.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { type CurrencyCode, type Money, money } from '../../shared/money/money.ts'
import { InvalidAmount, parseMoney } from '../../shared/money/parse-decimal.ts'
import { UnknownCurrency } from '../../shared/money/currency.ts'
import { instantOn } from '../../shared/plan/days.ts'
import type { Programme } from '../../shared/programme/programme.ts'
import { shownDate } from '../../shared/shown-date.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { Refusal } from '../errors.ts'
import { ratesTo } from '../workflows/rates-to.ts'
import { reviewDraft } from '../workflows/review-draft.ts'
import { draftOrRefusal } from '../workflows/step-draft.ts'
import { joined } from './commission-state.ts'
import { readableRules } from './readable-rules.ts'

/** What a partner of a tier would get on a made-up deal under terms that nobody has saved yet. Changes nothing. */
export async function readPlanExample(
  tx: WorkspaceTx,
  now: Date,
  draftId: string,
  request: ExampleRequest,
): Promise<ExampleReply> {
  const draft = await draftOrRefusal(tx, draftId)
  const review = await reviewDraft(tx, now, { ...draft, terms: request.terms })
  const { plan, programme } = review
  const findings = review.findings.map(({ acknowledged: _, ...finding }) => finding)
  const rules = readableRules(review.terms)
  const deal = exampleDeal(request)
  if (!plan) {
    const [fault] = findings.filter(({ severity }) => severity === 'error')
    const because = fault ? `${fault.path}: ${fault.message}` : 'The terms are no plan yet.'
    return { lines: CREDIT_ROLES.map((role) => unsaid(role, because)), findings, rules }
  }
  const fx = await ratesTo(tx, plan.currency, [request.deal.amount.currency], [deal.closeDate])
  const lines = CREDIT_ROLES.map((role) => {
    const credit = exampleCredit(plan, programme, request, role)
    return exampleLine({ plan, deal, credit, before: revenueBefore(plan, request), fx })
  })
  return { lines, findings, rules }
}

type ExampleLine = ExampleReply['lines'][number]

const unsaid = (role: CreditRole, because: string): ExampleLine => ({
  role,
  amount: null,
  why: null,
  because,
})

function exampleLine(example: {
  plan: Plan
  deal: CommissionDeal
  credit: CommissionCredit
  before: PeriodToDate | null
  fx: readonly ExchangeRate[]
}): ExampleLine {
  const { plan, deal, credit, before, fx } = example
  const { role, partnerId } = credit
  const outcome = evaluateCommission({
    plan,
    deal,
    credits: [credit],
    collections: null,
    periodToDate: new Map(before ? [[partnerId, before]] : []),
    fx,
  })
  switch (outcome.kind) {
    case 'no_amount':
      return unsaid(role, `The commission is on ${BASES[outcome.missing]}, which the example does not say.`)
    case 'needs_rate':
      return unsaid(
        role,
        `No exchange rate from ${outcome.from} to ${outcome.to} is known for ${shownDate(outcome.on)}.`,
      )
    case 'lines': {
      const total = outcome.lines.reduce((sum, { amount }) => sum + amount.amountMinor, 0n)
      const whys = outcome.lines.flatMap(({ why }) => (why ? [why] : []))
      const amount = toMoneyJson(money(total, plan.currency))
      return { role, amount, why: joined(whys, 'The partner'), because: null }
    }
  }
}

function exampleDeal({ deal }: ExampleRequest): CommissionDeal {
  const { currency } = deal.amount
  const amount = amountAt('deal.amount.amount', deal.amount.amount, currency)
  const other = (path: string, text: string | null) => (text === null ? null : amountAt(path, text, currency))
  return {
    id: 'example',
    currency,
    amount,
    firstYearAcv: other('deal.firstYearAcv', deal.firstYearAcv),
    grossMargin: other('deal.grossMargin', deal.grossMargin),
    lineItems: deal.product === null ? null : [{ product: deal.product, amount }],
    dealType: deal.dealType,
    region: deal.region,
    closeDate: deal.closeDate,
  }
}

/** The only partner of the deal. It came in on the day of its registration, or else on the day of the close. */
function exampleCredit(
  plan: Plan,
  programme: Programme,
  { deal, tier, registeredDaysBefore }: ExampleRequest,
  role: CreditRole,
): CommissionCredit {
  const registeredOn = registeredDaysBefore === null ? null : daysBefore(deal.closeDate, registeredDaysBefore)
  return {
    creditId: 'example',
    partnerId: 'example',
    partnerType: programme.partnerType,
    programme: programme.name,
    tier,
    role,
    share: { numerator: 1n, denominator: 1n },
    sharePercent: '100',
    registeredAt:
      registeredOn === null
        ? null
        : instantOn(registeredOn, (instant) => calendarDate(instant, plan.timeZone)),
    termsDate: plan.decidingDate === 'registrationDate' ? registeredOn : null,
  }
}

/** The same in each period, as sourced and as influenced: the example says only how much there was. */
function revenueBefore(plan: Plan, { revenueBefore: text }: ExampleRequest): PeriodToDate | null {
  if (text === null) return null
  const { amountMinor } = amountAt('revenueBefore', text, plan.currency)
  const totals = {
    sourcedRevenueMinor: amountMinor,
    influencedRevenueMinor: amountMinor,
    commissionMinor: 0n,
  }
  return { month: totals, quarter: totals, year: totals }
}

function amountAt(path: string, text: string, currency: CurrencyCode): Money {
  try {
    return parseMoney(text, currency)
  } catch (error) {
    if (!(error instanceof InvalidAmount) && !(error instanceof UnknownCurrency)) throw error
    throw new Refusal('invalid_request', `The example cannot be computed: ${error.message}`, {
      fields: [{ path, message: error.message }],
      cause: error,
    })
  }
}

function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}
