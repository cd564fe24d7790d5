import { addCredit, splitCredit } from './model-credits.ts'
import type { Command, FirstDeal } from './model-commands.ts'
import type { ModelDeal } from './model-facts.ts'
import type { Run } from './model-records.ts'
import { work } from './model-work.ts'
import type { ModelWorld } from './model-world.ts'

/** A deal as the CRM has it when the story begins, and who has credit for it. */
export async function begin(run: Run, id: string, first: FirstDeal): Promise<void> {
  const { world, model } = run
  const deal: ModelDeal = {
    id,
    currency: first.currency,
    amount: first.amount,
    outcome: 'open',
    closedAt: null,
    archived: false,
    payments: [],
    firstLineAt: null,
  }
  model.deals.push(deal)
  await sync(world, deal)
  if (first.sourced === 'split') await splitCredit(run, deal, first.shareBps)
  else if (first.sourced) {
    const creditId = await world.tag(id, world.ids[first.sourced])
    addCredit(model, creditId, { deal, partner: first.sourced, role: 'sourced' })
  }
  const { influenced } = first
  if (influenced && !model.credits.some((credit) => credit.deal === deal && credit.partner === influenced)) {
    const creditId = await world.tag(id, world.ids[influenced], 'influenced')
    addCredit(model, creditId, { deal, partner: influenced, role: 'influenced' })
  }
  if (first.wonDaysAgo === null) return
  Object.assign(deal, { outcome: 'won', closedAt: before(model.now, first.wonDaysAgo) })
  await changed(run, deal, false)
}

const before = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000)

/** What somebody changes in the CRM. */
export async function change(
  run: Run,
  deal: ModelDeal,
  command: Extract<Command, { do: 'win' | 'reopen' | 'lose' | 'amount' | 'archive' }>,
): Promise<void> {
  const { now } = run.model
  switch (command.do) {
    case 'win': {
      const { daysAgo } = command
      deal.outcome = 'won'
      deal.closedAt = daysAgo === null ? null : before(now, daysAgo)
      break
    }
    case 'reopen':
      deal.outcome = 'open'
      break
    case 'lose':
      deal.outcome = 'lost'
      break
    case 'amount':
      deal.amount = command.amount
      break
    case 'archive':
      deal.archived = !deal.archived
  }
  await changed(run, deal, command.late)
}

async function changed(run: Pick<Run, 'world' | 'model'>, deal: ModelDeal, late: boolean): Promise<void> {
  await sync(run.world, deal)
  run.model.waiting.add(deal)
  if (!late) await work(run)
}

async function sync(world: ModelWorld, deal: ModelDeal): Promise<void> {
  const { id, amount, currency, outcome, closedAt, archived } = deal
  await world.sync({
    externalId: id,
    name: `Deal ${id}`,
    amount: amount === null ? null : { amountMinor: amount, currency },
    currency,
    amountText: null,
    stageId: outcome,
    outcome,
    closedAt,
    state: archived ? 'archived' : 'active',
  })
}
