import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Release, releases, releasedTarget } from '../../shared/commission/earning.ts'
import { type CommissionLine, evaluateCommission } from '../../shared/commission/evaluate.ts'
import { commissionInputJson } from '../../shared/commission/input-json.ts'
import type { CommissionInput } from '../../shared/commission/input.ts'
import { netOf } from '../../shared/commission/collected.ts'
import { parseCommissionInput } from '../../shared/commission/parse-input.ts'
import { whyText } from '../../shared/commission/why-text.ts'
import { parseMoney, parsePercent } from '../../shared/money/parse-decimal.ts'
import { displayMoney } from '../../shared/money/format.ts'
import * as any from './commission-arbitraries.ts'
import { type InputJson, type Json, text } from './commission-arbitraries.ts'

/** What holds for every plan and every deal. `check` throws when it does not. */
export interface CommissionProperty {
  name: string
  arbitrary: fc.Arbitrary<unknown>
  check(value: unknown): void
}

function property<T>(
  name: string,
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => void,
): CommissionProperty {
  // A list of properties has many types of values; each check gets those of its own arbitrary.
  return { name, arbitrary, check: (value) => check(value as T) }
}

export function read(json: unknown): CommissionInput {
  const reading = parseCommissionInput(json)
  if (!reading.ok) throw new Error(reading.faults.map(({ path, message }) => `${path} ${message}`).join('\n'))
  return reading.input
}

export function linesOf(input: CommissionInput): CommissionLine[] {
  const outcome = evaluateCommission(input)
  if (outcome.kind !== 'lines') throw new Error(`no lines: ${outcome.kind}`)
  return outcome.lines
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n)
const minorOf = (line: CommissionLine) => line.amount.amountMinor
const amounts = (lines: readonly CommissionLine[]) =>
  lines.map((line) => [line.creditId, line.ruleId, minorOf(line), line.revenueMinor, line.cash])

/** A plan of one rule for whoever sourced the deal, and a deal of one amount. */
const single = (of: string, rule: Json, amount: bigint, over: Partial<InputJson> = {}): InputJson => ({
  plan: {
    id: 'plan',
    version: 1,
    currency: of,
    timeZone: 'UTC',
    effectiveFrom: '2026-01-01',
    splitSourcing: true,
    earning: { kind: 'onCollection' },
    rules: [{ id: 'rule', role: 'sourced', basis: 'dealAmount', ...rule }],
  },
  deal: { id: 'D1', currency: of, dealAmount: text(amount, of), closeDate: '2026-03-31' },
  credits: [{ partner: 'P1', partnerType: 'referral', tier: 'gold', role: 'sourced' }],
  ...over,
})
const commission = (json: InputJson) => sum(linesOf(read(json)).map(minorOf))

const split = property(
  'the parts of a split sum to what one partner would get',
  any.currency.chain((of) =>
    fc.record({
      plan: any.plan(
        of,
        any.rules(of, { when: any.when(of, 'deal'), rate: any.rate(of, any.dealMeasure), periodCaps: false }),
      ),
      deal: any.deal(of),
      credits: any.credits,
      collections: any.collections(of),
    }),
  ),
  (json) => {
    const [first] = json.credits
    const alone = [{ ...first, share: '100' }, ...json.credits.filter(({ role }) => role === 'influenced')]
    const total = (credits: Json[]) => {
      const byRule = new Map<string | null, bigint>()
      for (const line of linesOf(read({ ...json, credits })))
        byRule.set(line.ruleId, (byRule.get(line.ruleId) ?? 0n) + minorOf(line))
      return byRule
    }
    assert.deepEqual(total(json.credits), total(alone))
  },
)

const instalments = property(
  'releases sum to the commission once all is paid, and never leave its range',
  any.input,
  (json) => {
    const input = read(json)
    const lines = linesOf(input).filter(({ ruleId }) => ruleId !== null)
    const steps = releases(input)
    const collectedNetMinor = sum((input.collections ?? []).map(netOf))
    const dealAmountMinor = input.deal.amount?.amountMinor ?? 0n
    for (const line of lines) {
      const target = releasedTarget({ amountMinor: minorOf(line), cash: line.cash }, input.plan.earning, {
        collectedNetMinor,
        dealAmountMinor,
        today: '2099-12-31',
      })
      const own = steps.filter(({ creditId, ruleId }) => creditId === line.creditId && ruleId === line.ruleId)
      const isReleased = own.length > 0 || (input.collections ?? []).length > 0
      if (isReleased) assert.equal(sum(own.map(({ amount }) => amount.amountMinor)), target)
      assert.ok(target >= 0n && target <= minorOf(line))
      if (!line.cash && collectedNetMinor >= dealAmountMinor && collectedNetMinor > 0n)
        assert.equal(target, minorOf(line))
      if (!line.cash && !isMovedByPayments(input, line, lines)) assertWithin(own, minorOf(line))
    }
  },
)

/** Where payments use up the same cap of a period, what they leave of it for another rule moves with them. */
function isMovedByPayments(
  { plan }: CommissionInput,
  line: CommissionLine,
  lines: readonly CommissionLine[],
) {
  const rule = plan.rules.find(({ id }) => id === line.ruleId)
  return rule?.periodCap && lines.some(({ cash, partnerId }) => cash && partnerId === line.partnerId)
}

function assertWithin(steps: readonly Release[], most: bigint): void {
  let released = 0n
  for (const { amount } of steps) {
    released += amount.amountMinor
    assert.ok(released >= 0n && released <= most, `${released} of ${most} is released`)
  }
}

const graduatedBands = fc.record({
  bands: any.bands('USD'),
  amount: any.minor,
  more: fc.bigInt(0n, 10n ** 7n),
})

const monotone = property(
  'graduated never falls with the amount, and never jumps',
  graduatedBands,
  ({ bands, amount, more }) => {
    const rate = { kind: 'graduated', bands }
    const less = commission(single('USD', { rate }, amount))
    const rise = commission(single('USD', { rate }, amount + more)) - less
    assert.ok(rise >= 0n, 'a larger deal earns less')
    // At most all of what was added, and a cent of rounding.
    const best = bands
      .map(({ percent }) => parsePercent(percent))
      .reduce((a, b) => (a.numerator * b.denominator > b.numerator * a.denominator ? a : b))
    assert.ok((rise - 1n) * best.denominator <= more * best.numerator, 'a small step earns a jump')
  },
)

const oneBand = property(
  'volume is graduated where there is one band',
  fc.record({
    percent: any.percent,
    amount: any.minor,
    before: any.minor,
    measure: any.anyMeasure,
    boundary: fc.constantFrom('inclusive', 'exclusive'),
  }),
  ({ percent, amount, before, measure, boundary }) => {
    const bands = [{ upTo: null, percent }]
    const totals = { sourcedRevenue: text(before, 'USD'), influencedRevenue: text(before, 'USD') }
    const over = { periodToDate: { P1: totals } }
    const volume = single('USD', { rate: { kind: 'volume', measure, boundary, bands } }, amount, over)
    const graduated = single('USD', { rate: { kind: 'graduated', measure, bands } }, amount, over)
    assert.equal(commission(volume), commission(graduated))
  },
)

const order = property(
  'the order of collections never matters',
  any.input.chain((json) =>
    fc.tuple(
      fc.constant(json),
      fc.shuffledSubarray(json.collections ?? [], { minLength: json.collections?.length ?? 0 }),
    ),
  ),
  ([json, shuffled]) => {
    const one = read(json)
    const other = read(json.collections ? { ...json, collections: shuffled } : json)
    assert.deepEqual(amounts(linesOf(other)), amounts(linesOf(one)))
    assert.deepEqual(releases(other), releases(one))
  },
)

const refund = property(
  'a full refund returns to zero what payments earned and released',
  fc.tuple(any.input, fc.boolean()),
  ([json, named]) => {
    const payments = (json.collections ?? []).filter(({ amount }) => !String(amount).startsWith('-'))
    const back = payments.map(({ id, on, amount, tax }) => ({
      id: `back-${String(id)}`,
      on: named ? '2031-01-01' : on,
      amount: `-${String(amount)}`,
      tax: Number(tax) === 0 ? tax : `-${String(tax)}`,
      ...(named ? { refunds: id } : {}),
    }))
    const input = read({ ...json, collections: [...payments, ...back] })
    const byPayment = ['onCollection', 'onFirstPayment'].includes(input.plan.earning.kind)
    const steps = releases(input)
    for (const line of linesOf(input)) {
      if (line.cash) assert.equal(minorOf(line), 0n)
      if (!line.cash && !byPayment) continue
      const own = steps.filter(({ creditId, ruleId }) => creditId === line.creditId && ruleId === line.ruleId)
      assert.equal(sum(own.map(({ amount }) => amount.amountMinor)), 0n)
    }
  },
)

const caps = property('no plan pays more than its caps', any.input, (json) => {
  const input = read(json)
  const lines = linesOf(input)
  for (const rule of input.plan.rules) {
    const own = lines.filter(({ ruleId }) => ruleId === rule.id)
    if (rule.capMinor !== null && rule.role === 'sourced')
      assert.ok(sum(own.map(minorOf)) <= rule.capMinor, 'all partners together are above the cap')
    for (const line of own) {
      if (rule.capMinor !== null) assert.ok(minorOf(line) <= rule.capMinor, 'a line is above the cap')
      if (rule.periodCap === null) continue
      const { period, amountMinor: cap } = rule.periodCap
      const before = input.periodToDate.get(line.partnerId)?.[period].commissionMinor ?? 0n
      const earlier = lines
        .slice(0, lines.indexOf(line))
        .filter(({ partnerId }) => partnerId === line.partnerId)
      const paid = before + sum(earlier.map(minorOf))
      assert.ok(
        minorOf(line) === 0n || paid + minorOf(line) <= cap,
        'a partner is above the cap of the period',
      )
    }
  }
})

const minorUnits = property(
  'the same minor units give the same minor units in every currency',
  fc.record({
    amount: any.minor,
    percent: any.percent,
    limits: any.thresholds,
    cap: fc.option(any.minor),
    kind: fc.constantFrom('graduated', 'volume'),
  }),
  ({ amount, percent, limits, cap, kind }) => {
    const results = any.CURRENCIES.map((of) => {
      const bands = [...limits.map((limit, index) => ({ upTo: text(limit, of), percent: String(index) }))]
      const rate = { kind, bands: [...bands, { upTo: null, percent }] }
      return commission(single(of, { rate, cap: cap === null ? null : text(cap, of) }, amount))
    })
    assert.equal(new Set(results).size, 1)
  },
)

const exponents = property(
  'the same amounts give the same commission up to the smallest unit of each currency',
  fc.record({
    units: fc.bigInt(0n, 10n ** 12n),
    percent: any.percent,
    limit: fc.bigInt(1n, 10n ** 9n),
    high: any.percent,
  }),
  ({ units, percent, limit, high }) => {
    const bands = [
      { upTo: String(limit), percent },
      { upTo: null, percent: high },
    ]
    const of = (currency: string, scale: bigint) =>
      commission(single(currency, { rate: { kind: 'graduated', bands } }, units * scale))
    const yen = of('JPY', 1n)
    const near = (minor: bigint, scale: bigint) => {
      const off = minor - yen * scale
      // Half a yen of one rounding and half a unit of the other.
      assert.ok(2n * (off < 0n ? -off : off) <= scale + 1n, `${minor} is not ${yen} × ${scale}`)
    }
    near(of('USD', 100n), 100n)
    near(of('KWD', 1000n), 1000n)
  },
)

const unexplained = property('the explanation changes no amount', any.input, (json) => {
  const input = read(json)
  const quick = evaluateCommission(input, { why: false })
  assert.equal(quick.kind, 'lines')
  if (quick.kind !== 'lines') return
  assert.deepEqual(amounts(quick.lines), amounts(linesOf(input)))
  assert.ok(quick.lines.every(({ why }) => why === null))
})

const replay = property('what was computed from is stored and replayed to the letter', any.input, (json) => {
  const input = read(json)
  const stored: unknown = JSON.parse(JSON.stringify(commissionInputJson(input)))
  const again = read(stored)
  assert.deepEqual(again, input)
  const lines = linesOf(input)
  assert.deepEqual(linesOf(again), lines)
  for (const { why } of lines) assert.deepEqual(JSON.parse(JSON.stringify(why)), why)
})

const worded = property('every explanation can be put into words', any.input, (json) => {
  for (const { why, amount } of linesOf(read(json))) {
    assert.ok(why)
    const { sentence, steps, notApplied } = whyText(why, 'Northwind')
    assert.match(sentence, /^Northwind (sourced|influenced) this deal.*\.$/)
    if (amount.amountMinor > 0n) assert.ok(sentence.includes(displayMoney(amount)), sentence)
    for (const part of [
      ...steps.flatMap(({ label, value }) => [label, value]),
      ...notApplied.map((n) => n.reason),
    ])
      assert.ok(part !== '' && !/undefined|null|NaN|\[object/.test(part), part)
  }
})

/** Written another way: by what each band adds up to at the amount, in one sum of products over 100,000. */
const independent = property(
  'another way to compute it gives the same cents',
  any.bands('USD').chain((bands) => {
    // Thresholds themselves are where mistakes are made.
    const limits = bands.flatMap(({ upTo }) => (upTo === null ? [] : parseMoney(upTo, 'USD').amountMinor))
    return fc.record({
      bands: fc.constant(bands),
      amount: limits.length === 0 ? any.minor : fc.oneof(any.minor, fc.constantFrom(...limits)),
      cap: fc.option(any.minor),
      kind: fc.constantFrom('graduated', 'inclusive', 'exclusive'),
    })
  }),
  ({ bands, amount, cap, kind }) => {
    const rate = kind === 'graduated' ? { kind, bands } : { kind: 'volume', boundary: kind, bands }
    const thousandths = bands.map(({ percent }) => BigInt(percent.split('.')[0]!) * 1000n + decimals(percent))
    const limits = bands.map(({ upTo }) => (upTo === null ? null : parseMoney(upTo, 'USD').amountMinor))
    let total = 0n
    if (kind === 'graduated') {
      thousandths.forEach((each, index) => {
        const above = index === 0 ? 0n : (limits[index - 1] ?? 0n)
        const next = thousandths[index - 1] ?? 0n
        // Each rate is that of the band below and a difference on all that lies above.
        if (amount > above) total += (amount - above) * (each - next)
      })
    } else {
      const index = limits.findIndex(
        (limit) => limit === null || amount < limit || (amount === limit && kind === 'inclusive'),
      )
      total = amount * (thousandths[index] ?? 0n)
    }
    const exact = cap !== null && total > cap * 100_000n ? cap * 100_000n : total
    const cents = exact / 100_000n + ((exact % 100_000n) * 2n >= 100_000n ? 1n : 0n)
    const got = commission(single('USD', { rate, cap: cap === null ? null : text(cap, 'USD') }, amount))
    assert.equal(got, cents)
  },
)

function decimals(percent: string): bigint {
  return BigInt((percent.split('.')[1] ?? '').padEnd(3, '0'))
}

export const COMMISSION_PROPERTIES: readonly CommissionProperty[] = [
  split,
  instalments,
  monotone,
  oneBand,
  order,
  refund,
  caps,
  minorUnits,
  exponents,
  unexplained,
  replay,
  worded,
  independent,
]
