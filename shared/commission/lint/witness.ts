import { calendarDate } from '../../calendar-date.ts'
import { instantOn } from '../../plan/days.ts'
import { PARTNER_TYPES } from '../../partner/partner.ts'
import type { Plan, Rule } from '../plan.ts'
import { DEAL_TYPES } from '../read-when.ts'
import type { LintContext } from './lint-context.ts'
import type { Witness } from './probe.ts'

/** No rule names these, so that they stand for whatever is not named. */
const UNNAMED = '(another)'
const MOST = 64

/** Made-up deals and credits that meet the conditions of a rule, the deal's amount aside: one for each way that it names, up to 64. */
export function witnessesOf(
  plan: Plan,
  rule: Rule,
  { programme }: Pick<LintContext, 'programme'>,
): Witness[] {
  const { when } = rule
  const types = when.partnerTypes ?? (programme ? [programme.partnerType] : PARTNER_TYPES)
  const tiers = when.tiers ?? (programme && programme.tiers.length > 0 ? programme.tiers : [UNNAMED])
  const closeDate = plan.effectiveFrom
  const registeredAt =
    when.closedWithinDaysOfRegistration === undefined
      ? null
      : instantOn(closeDate, (instant) => calendarDate(instant, plan.timeZone))
  return combined([
    types,
    tiers,
    when.programmes ?? [UNNAMED],
    when.dealTypes ?? DEAL_TYPES,
    when.regions ?? [UNNAMED],
    when.products ?? [UNNAMED],
    when.partners ?? [UNNAMED],
    when.deals ?? [UNNAMED],
  ]).map(([partnerType, tier, programmeName, dealType, region, product, partnerId, dealId]) => ({
    credit: {
      creditId: 'C',
      partnerId: partnerId ?? UNNAMED,
      partnerType: types.find((type) => type === partnerType) ?? 'referral',
      programme: programmeName ?? UNNAMED,
      tier: tier ?? UNNAMED,
      role: rule.role,
      share: { numerator: 1n, denominator: 1n },
      sharePercent: '100',
      registeredAt,
      termsDate: null,
    },
    deal: {
      id: dealId ?? UNNAMED,
      currency: plan.currency,
      dealType: DEAL_TYPES.find((type) => type === dealType) ?? null,
      region: region ?? UNNAMED,
      closeDate,
      products: [product ?? UNNAMED],
    },
  }))
}

/** Every way to take one of each, the first ones of each first; no more than 64 in all. */
function combined(choices: readonly (readonly string[])[]): string[][] {
  return choices.reduce<string[][]>(
    (ways, options) => ways.flatMap((way) => options.map((option) => [...way, option])).slice(0, MOST),
    [[]],
  )
}
