import { toMoneyJson } from '../money/format.ts'
import { type BasisName, countedLineItems } from './bases.ts'
import { netOf } from './collected.ts'
import { type DealFacts, dealMoney, sameCurrency } from './deal-facts.ts'
import type { CommissionDeal } from './input.ts'
import type { PreparedRule } from './prepare-plan.ts'
import type { WhyStep } from './why.ts'

/** Whether the deal has what a rule is computed from; what the customer paid is always known. */
export function isKnown(deal: CommissionDeal, basis: BasisName): boolean {
  switch (basis) {
    case 'dealAmount':
      return deal.amount !== null
    case 'firstYearAcv':
      return deal.firstYearAcv !== null
    case 'grossMargin':
      return deal.grossMargin !== null
    case 'lineItems':
      return deal.lineItems !== null
    case 'collected':
      return true
  }
}

/** Minor units of the deal's currency. The basis is known. */
export function basisMinor(
  facts: DealFacts,
  basis: BasisName,
  { products }: PreparedRule,
  steps: WhyStep[] | null,
): bigint {
  const { deal } = facts
  switch (basis) {
    case 'dealAmount':
      return single(facts, basis, deal.amount, steps)
    case 'firstYearAcv':
      return single(facts, basis, deal.firstYearAcv, steps)
    case 'grossMargin':
      return single(facts, basis, deal.grossMargin, steps)
    case 'lineItems': {
      const items = countedLineItems(deal, products) ?? []
      const sum = items.reduce((all, { amount }) => all + sameCurrency(facts, amount), 0n)
      steps?.push({
        step: 'basis',
        basis,
        amount: dealMoney(facts, sum),
        lineItems: items.map(({ product, amount }) => ({ product, amount: toMoneyJson(amount) })),
      })
      return sum
    }
    case 'collected': {
      const sum = facts.collections.reduce((all, collection) => all + netOf(collection), 0n)
      if (steps) recordCollections(facts, sum, steps)
      return sum
    }
  }
}

function single(
  facts: DealFacts,
  basis: BasisName,
  amount: CommissionDeal['amount'],
  steps: WhyStep[] | null,
): bigint {
  if (!amount) throw new Error(`deal ${facts.deal.id}: ${basis} is unknown, which was to be found out before`)
  steps?.push({ step: 'basis', basis, amount: toMoneyJson(amount) })
  return sameCurrency(facts, amount)
}

function recordCollections(facts: DealFacts, sum: bigint, steps: WhyStep[]): void {
  recordAssumed(facts, steps)
  steps.push({
    step: 'basis',
    basis: 'collected',
    amount: dealMoney(facts, sum),
    ...(facts.assumed
      ? {}
      : {
          collections: facts.collections.map((collection) => ({
            id: collection.id,
            on: collection.on,
            net: dealMoney(facts, netOf(collection)),
          })),
        }),
  })
}

export function recordAssumed(facts: DealFacts, steps: WhyStep[]): void {
  const [assumed] = facts.collections
  if (!facts.assumed || !assumed) return
  steps.push({ step: 'assumed_collection', on: assumed.on, amount: dealMoney(facts, assumed.amountMinor) })
}
