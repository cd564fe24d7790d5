import { z } from 'zod'
import type { DealType } from '../crm/deal.ts'
import { displayMoney } from '../money/format.ts'
import { type CurrencyCode, money } from '../money/money.ts'
import { parseStoredMoney } from '../money/parse-decimal.ts'
import { PARTNER_TYPES, type PartnerType } from '../partner/partner.ts'
import type { CommissionCredit, CommissionDeal } from './deal.ts'
import { decimalText } from './decimal-text.ts'

/** When a rule applies; every key is optional and all of them must hold. */
export interface When {
  partnerTypes?: readonly PartnerType[] | undefined
  tiers?: readonly string[] | undefined
  dealTypes?: readonly DealType[] | undefined
  dealAmount?: AmountRange | undefined
  partners?: readonly string[] | undefined
  deals?: readonly string[] | undefined
}

/** Minor units of the plan's currency. */
export interface AmountRange {
  atLeast?: bigint | undefined
  above?: bigint | undefined
  atMost?: bigint | undefined
  below?: bigint | undefined
}

/** Why a rule did not match: which condition, what it asked for and what it met. */
export interface FailedCondition {
  condition: keyof When | 'role'
  wanted: string
  found: string
}

const names = z.array(z.string().min(1)).min(1)
const amountRange = z.strictObject({
  atLeast: decimalText.optional(),
  above: decimalText.optional(),
  atMost: decimalText.optional(),
  below: decimalText.optional(),
})

export const whenSchema = z.strictObject({
  partnerTypes: z.array(z.enum(PARTNER_TYPES)).min(1).optional(),
  tiers: names.optional(),
  dealTypes: z
    .array(z.enum(['new', 'renewal', 'upsell']))
    .min(1)
    .optional(),
  dealAmount: amountRange.optional(),
  partners: names.optional(),
  deals: names.optional(),
})

/** Throws `InvalidAmount` for a bound that is no amount in the plan's currency. */
export function readWhen(json: z.output<typeof whenSchema>, currency: CurrencyCode): When {
  const { dealAmount, ...rest } = json
  if (!dealAmount) return rest
  const bound = (text: string | undefined) =>
    text === undefined ? undefined : parseStoredMoney(text, currency).amountMinor
  return {
    ...rest,
    dealAmount: {
      atLeast: bound(dealAmount.atLeast),
      above: bound(dealAmount.above),
      atMost: bound(dealAmount.atMost),
      below: bound(dealAmount.below),
    },
  }
}

/** The first condition that does not hold; undefined when the rule matches. */
export function failedCondition(
  when: When,
  deal: CommissionDeal,
  credit: CommissionCredit,
  currency: CurrencyCode,
): FailedCondition | undefined {
  for (const check of CONDITIONS) {
    const failed = check(when, deal, credit, currency)
    if (failed) return failed
  }
  return undefined
}

/** A rule for named partners or deals is an override and outranks every other rule. */
export function isOverride(when: When): boolean {
  return when.partners !== undefined || when.deals !== undefined
}

/** The conditions in words, each ready to follow a comma. */
export function describeWhen(when: When, currency: CurrencyCode): string[] {
  const range = when.dealAmount && describeRange(when.dealAmount, currency)
  return [
    when.partners && `only for the named ${when.partners.length === 1 ? 'partner' : 'partners'}`,
    when.deals && `only for the named ${when.deals.length === 1 ? 'deal' : 'deals'}`,
    when.partnerTypes && `for ${either(when.partnerTypes.map((type) => type.replaceAll('_', ' ')))} partners`,
    when.tiers && `in tier ${either(when.tiers)}`,
    when.dealTypes && `on ${either(when.dealTypes)} deals`,
    range && `on deals of ${range}`,
  ].filter((text) => text !== undefined)
}

type Check = (
  when: When,
  deal: CommissionDeal,
  credit: CommissionCredit,
  currency: CurrencyCode,
) => FailedCondition | undefined

/** One small function per condition, tried in this order. */
const CONDITIONS: readonly Check[] = [
  ({ partners }, _deal, { partnerId }) => oneOf('partners', partners, partnerId),
  ({ deals }, { id }) => oneOf('deals', deals, id),
  ({ partnerTypes }, _deal, { partnerType }) => oneOf('partnerTypes', partnerTypes, partnerType),
  ({ tiers }, _deal, { tier }) => oneOf('tiers', tiers, tier),
  ({ dealTypes }, { dealType }) => oneOf('dealTypes', dealTypes, dealType ?? 'unknown'),
  ({ dealAmount: range }, { amount }, _credit, currency) => {
    if (!range) return undefined
    const wanted = describeRange(range, currency)
    if (!amount) return { condition: 'dealAmount', wanted, found: 'unknown' }
    const minor = amount.amountMinor
    const inside =
      (range.atLeast === undefined || minor >= range.atLeast) &&
      (range.above === undefined || minor > range.above) &&
      (range.atMost === undefined || minor <= range.atMost) &&
      (range.below === undefined || minor < range.below)
    return inside ? undefined : { condition: 'dealAmount', wanted, found: displayMoney(amount) }
  },
]

function oneOf(
  condition: keyof When,
  wanted: readonly string[] | undefined,
  found: string,
): FailedCondition | undefined {
  return !wanted || wanted.includes(found) ? undefined : { condition, wanted: either(wanted), found }
}

function describeRange(range: AmountRange, currency: CurrencyCode): string {
  const shown = (minor: bigint) => displayMoney(money(minor, currency))
  return [
    range.atLeast === undefined ? [] : `at least ${shown(range.atLeast)}`,
    range.above === undefined ? [] : `more than ${shown(range.above)}`,
    range.atMost === undefined ? [] : `at most ${shown(range.atMost)}`,
    range.below === undefined ? [] : `less than ${shown(range.below)}`,
  ]
    .flat()
    .join(' and ')
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
