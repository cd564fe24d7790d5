import type { Portal } from '../../../test/simulators/hubspot/portal.ts'
import type { CrmRecord } from '../../../test/simulators/hubspot/record.ts'

/** The deal that the story begins with: open, with a company, and if possible with an amount in the portal's own currency that is neither tiny nor huge. */
export function featuredDeal(portal: Portal): CrmRecord | undefined {
  const open = [...portal.stores['0-3'].active()].filter(
    (deal) =>
      portal.stageOf(deal)?.isClosed === false && portal.associations.primaryCompanyOf(deal.id) !== null,
  )
  const believable = open.filter(({ properties }) => {
    const { companyCurrency } = portal.settings
    const usual = (properties.deal_currency_code ?? companyCurrency) === companyCurrency
    // Five digits before the point: 10,000.00 to 99,999.99.
    return usual && /^[1-9]\d{4}(\.\d+)?$/.test(properties.amount ?? '')
  })
  return believable[0] ?? open[0]
}
