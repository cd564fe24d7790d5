import type { Rate, Terms } from './model-facts.ts'

/** Deals that closed before the 20th are paid in euros, so that a partner may have both currencies at once. */
const FORMER_REFERRAL: Terms = {
  plan: 'referral',
  from: '2026-01-01',
  currency: 'EUR',
  earning: 'onCollection',
  sourced: { hundredths: 623n, of: 'dealAmount' },
  influenced: { hundredths: 99n, of: 'dealAmount' },
}
const REFERRAL: Terms = {
  plan: 'referral',
  from: '2026-02-20',
  currency: 'USD',
  earning: 'onCollection',
  sourced: { hundredths: 777n, of: 'dealAmount' },
  influenced: { flat: 150_001n },
  cap: 1_000_000n,
}
/** Who takes part, under which versions of a plan, the first one first: every way of earning, both currencies. */
export const PARTNERS = {
  'Northwind Consulting': [FORMER_REFERRAL, REFERRAL],
  'Larkspur Referrals': [FORMER_REFERRAL, REFERRAL],
  'Brightpath Systems': [
    {
      plan: 'technology',
      from: '2026-01-01',
      currency: 'USD',
      earning: 'onWon',
      sourced: { hundredths: 1_000n, of: 'dealAmount' },
      influenced: { flat: 25_000n },
    },
  ],
  'Keystone Resale': [
    {
      plan: 'reseller',
      from: '2026-01-01',
      currency: 'EUR',
      earning: 'onFirstPayment',
      sourced: { hundredths: 1_250n, of: 'dealAmount' },
      influenced: { hundredths: 333n, of: 'dealAmount' },
    },
  ],
  'Juniper Field Agency': [
    {
      plan: 'agency',
      from: '2026-01-01',
      currency: 'EUR',
      earning: 'onCollection',
      sourced: { hundredths: 433n, of: 'collected' },
      influenced: { flat: 10_001n },
    },
  ],
  'Meridian Distribution': [
    {
      plan: 'distributor',
      from: '2026-01-01',
      currency: 'USD',
      earning: 'dated',
      parts: [
        { date: '2026-03-20', hundredths: 3_333n },
        { date: '2026-04-10', hundredths: 3_333n },
        { date: '2026-06-01', hundredths: 3_334n },
      ],
      sourced: { hundredths: 999n, of: 'dealAmount' },
      influenced: { hundredths: 111n, of: 'dealAmount' },
    },
  ],
} as const satisfies Record<string, readonly Terms[]>
export type PartnerName = keyof typeof PARTNERS
export const PARTNER_NAMES = Object.keys(PARTNERS) as PartnerName[]

/** What the workspace's own rates say: one euro is 1.085 dollars. Yen have none until `addYenRates`. */
export const EURO = [{ from: 'EUR', to: 'USD', on: '2026-01-01', rate: '1.085' }]
export const YEN = [
  { from: 'JPY', to: 'USD', on: '2026-01-01', rate: '0.0067' },
  { from: 'JPY', to: 'EUR', on: '2026-01-01', rate: '0.0061' },
]
/** Of one minor unit in another, as a fraction. A yen has no decimals. */
export const RATES: readonly (readonly [string, readonly [bigint, bigint]])[] = [
  ['USD>USD', [1n, 1n]],
  ['EUR>EUR', [1n, 1n]],
  ['EUR>USD', [1_085n, 1_000n]],
  ['USD>EUR', [1_000n, 1_085n]],
]
export const YEN_RATES: typeof RATES = [
  ['JPY>USD', [67n, 100n]],
  ['JPY>EUR', [61n, 100n]],
]

export function decimal(minor: bigint, currency: string): string {
  if (currency === 'JPY') return String(minor)
  const digits = String(minor < 0n ? -minor : minor).padStart(3, '0')
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Terms as plans are written. */
export function termsJson(terms: Terms) {
  const rate = (of: Rate) =>
    'flat' in of
      ? { rate: { kind: 'flat', amount: decimal(of.flat, terms.currency) } }
      : { basis: of.of, rate: { kind: 'percent', percent: decimal(of.hundredths, terms.currency) } }
  return {
    effectiveFrom: terms.from,
    currency: terms.currency,
    splitSourcing: terms.plan === 'referral',
    earning: terms.parts
      ? {
          kind: 'dated',
          parts: terms.parts.map(({ date, hundredths }) => ({ date, percent: decimal(hundredths, 'USD') })),
        }
      : { kind: terms.earning },
    rules: [
      {
        id: 'sourced',
        role: 'sourced',
        ...rate(terms.sourced),
        ...(terms.cap === undefined ? {} : { cap: decimal(terms.cap, terms.currency) }),
      },
      { id: 'influenced', role: 'influenced', ...rate(terms.influenced) },
    ],
  }
}
