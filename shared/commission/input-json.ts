import { formatDecimal } from '../money/format.ts'
import type { CurrencyCode, Money } from '../money/money.ts'
import type { CommissionCredit, CommissionInput, PeriodTotals } from './input.ts'
import { planJson } from './plan-json.ts'

/**
 * The public format of what a commission is computed from, as plain JSON: `parseCommissionInput` reads it back (with `recorded`
 * where it was accepted so) and gives the same commission with the same explanation. Without `plan` it is left out, for those
 * who keep the plan's version beside it.
 */
export function commissionInputJson(
  input: CommissionInput,
  options: { plan?: boolean } = {},
): Record<string, unknown> {
  const { plan, deal, credits, collections, periodToDate, fx } = input
  const currency = deal.currency ?? deal.amount?.currency ?? null
  return {
    ...(options.plan === false ? {} : { plan: planJson(plan) }),
    deal: {
      id: deal.id,
      currency,
      dealAmount: decimal(deal.amount),
      firstYearAcv: decimal(deal.firstYearAcv),
      grossMargin: decimal(deal.grossMargin),
      lineItems:
        deal.lineItems && deal.lineItems.map(({ product, amount }) => ({ product, amount: decimal(amount) })),
      dealType: deal.dealType,
      region: deal.region,
      closeDate: deal.closeDate,
    },
    credits: credits.map(creditJson),
    periodToDate: Object.fromEntries(
      [...periodToDate].map(([partner, { month, quarter, year }]) => {
        const totals = (of: PeriodTotals) => totalsJson(of, plan.currency)
        return [partner, { month: totals(month), quarter: totals(quarter), year: totals(year) }]
      }),
    ),
    ...(collections === null || currency === null
      ? {}
      : {
          collections: collections.map(({ id, on, refunds, ...minor }) => ({
            id,
            on,
            amount: formatDecimal({ amountMinor: minor.amountMinor, currency }),
            tax: formatDecimal({ amountMinor: minor.taxMinor, currency }),
            shipping: formatDecimal({ amountMinor: minor.shippingMinor, currency }),
            discount: formatDecimal({ amountMinor: minor.discountMinor, currency }),
            refunds,
          })),
        }),
    fx: fx.map(({ from, to, on, text }) => ({ from, to, on, rate: text })),
  }
}

function creditJson(credit: CommissionCredit) {
  const { creditId, partnerId, partnerType, programme, tier, role, sharePercent, termsDate } = credit
  const registeredAt = credit.registeredAt && credit.registeredAt.toISOString()
  const who = { id: creditId, partner: partnerId, partnerType, programme, tier, role }
  return { ...who, share: sharePercent, registeredAt, termsDate }
}

function totalsJson(of: PeriodTotals, currency: CurrencyCode) {
  const shown = (amountMinor: bigint) => formatDecimal({ amountMinor, currency })
  return {
    sourcedRevenue: shown(of.sourcedRevenueMinor),
    influencedRevenue: shown(of.influencedRevenueMinor),
    commission: shown(of.commissionMinor),
  }
}

function decimal(amount: Money | null): string | null {
  return amount && formatDecimal(amount)
}
