import { removeCredit } from '../../server/workflows/remove-credit.ts'
import type { ModelBooks } from './model-balances.ts'
import type { Command } from './model-commands.ts'
import type { ModelDeal } from './model-facts.ts'
import { pick, type Run } from './model-records.ts'
import { expect } from './model-refusals.ts'
import { type PartnerName, PARTNERS } from './model-terms.ts'
import { work } from './model-work.ts'

/** Credit that the product gave somebody, under the versions of the partner's plan. */
export function addCredit(
  model: ModelBooks,
  id: string,
  of: { deal: ModelDeal; partner: PartnerName; role: 'sourced' | 'influenced'; shareBps?: number },
): void {
  const { deal, partner, role, shareBps = 10_000 } = of
  const credit = { id, deal, partner, role, shareBps: BigInt(shareBps), removed: false, locked: false }
  model.add(credit, PARTNERS[partner])
}

/** Northwind and Larkspur brought a deal in together. */
export async function splitCredit({ world, model }: Run, deal: ModelDeal, firstBps: number): Promise<void> {
  const shares = [
    { partner: 'Northwind Consulting', bps: firstBps },
    { partner: 'Larkspur Referrals', bps: 10_000 - firstBps },
  ] as const
  const ids = await world.split(deal.id, shares)
  shares.forEach(({ partner, bps }, index) => {
    addCredit(model, ids[index] ?? '', { deal, partner, role: 'sourced', shareBps: bps })
  })
}

/** Somebody gives credit: a channel manager, or a rep, who may not once the deal is won or was. */
export async function tag(run: Run, command: Extract<Command, { do: 'tag' }>): Promise<void> {
  const { world, model } = run
  const { partner, role, manager } = command
  const deal = pick(model.deals, command.deal)
  if (!deal) return
  const standing = model.standing(deal)
  const own = standing.find((credit) => credit.partner === partner)
  const rival = standing.some((credit) => credit.role === 'sourced' && credit !== own)
  const no =
    deal.archived ||
    own?.role === role ||
    own?.role === 'sourced' ||
    (role === 'sourced' && rival) ||
    (!manager && isLocked(deal, standing))
  let id = ''
  const give = async () => {
    id = await world.tag(deal.id, world.ids[partner], role, manager ? world.casey : world.riley)
  }
  if (await expect(run, no, give)) return
  // A partner that is both is only sourced.
  if (own) own.removed = true
  addCredit(model, id, { deal, partner, role })
  model.waiting.add(deal)
  await work(run)
}

/** Somebody takes credit away, also credit that is gone already. */
export async function untag(run: Run, command: Extract<Command, { do: 'untag' }>): Promise<void> {
  const { world, model } = run
  const { manager } = command
  const credit = pick(model.credits, command.credit)
  if (!credit) return
  const { deal } = credit
  const no = deal.archived || credit.removed || (!manager && isLocked(deal, [credit]))
  const ref = { connectionId: world.connectionId, dealExternalId: deal.id }
  const take = () =>
    world.do((tx) =>
      removeCredit(tx, world.moment, manager ? world.casey : world.riley, {
        ...ref,
        creditId: credit.id,
        reason: 'It was somebody else',
      }),
    )
  if (await expect(run, no, take)) return
  credit.removed = true
  model.waiting.add(deal)
  await work(run)
}

/** Credit locks when the deal is won, and stays locked when it is reopened. */
const isLocked = ({ outcome }: ModelDeal, credits: readonly { locked: boolean }[]): boolean =>
  outcome === 'won' || credits.some(({ locked }) => locked)
