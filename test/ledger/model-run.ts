import type { TestDatabase } from '../support/test-database.ts'
import { ModelBooks } from './model-balances.ts'
import { close } from './model-closing.ts'
import type { Command, Story } from './model-commands.ts'
import { compare } from './model-compare.ts'
import { tag, untag } from './model-credits.ts'
import { begin, change } from './model-deals.ts'
import { dispute } from './model-disputes.ts'
import { pay, refund, repeat } from './model-payments.ts'
import { makeBatch, stepBatch } from './model-payouts.ts'
import { pick, type Run } from './model-records.ts'
import { RATES, YEN_RATES } from './model-terms.ts'
import { openModelWorld } from './model-world.ts'
import { work } from './model-work.ts'

/** Runs a story through the product and the model, and compares them after every command. Throws where they differ. */
export async function tell(database: TestDatabase, { deals, commands }: Story): Promise<void> {
  const world = await openModelWorld(database)
  const model = new ModelBooks(world.moment.now)
  for (const [pair, rate] of RATES) model.rates.set(pair, rate)
  const run: Run = {
    world,
    model,
    disputes: [],
    payments: [],
    refunds: [],
    batches: [],
    closed: new Map(),
  }
  for (const [index, deal] of deals.entries()) {
    await begin(run, `deal-${index}`, deal)
    await compare(run)
  }
  for (const [index, command] of commands.entries()) {
    try {
      await perform(run, command)
      await compare(run)
    } catch (error) {
      const shown = JSON.stringify(command, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      )
      throw new Error(`command ${index + 1}, ${shown}`, { cause: error })
    }
  }
}

async function perform(run: Run, command: Command): Promise<void> {
  const { world, model } = run
  switch (command.do) {
    case 'win':
    case 'reopen':
    case 'lose':
    case 'amount':
    case 'archive': {
      const deal = pick(model.deals, command.deal)
      if (deal) await change(run, deal, command)
      return
    }
    case 'pay':
      return pay(run, command)
    case 'refund':
      return refund(run, command)
    case 'repeat':
      return repeat(run, command)
    case 'tag':
      return tag(run, command)
    case 'untag':
      return untag(run, command)
    case 'rate':
      await world.addYenRates()
      for (const [pair, rate] of YEN_RATES) model.rates.set(pair, rate)
      model.deals.forEach((deal) => model.waiting.add(deal))
      return work(run)
    case 'dispute':
    case 'review':
    case 'uphold':
    case 'reject':
    case 'withdraw':
      return dispute(run, command)
    case 'close':
      return close(run, command.monthsAgo)
    case 'batch':
      return makeBatch(run, command)
    case 'approve':
    case 'cancel':
    case 'confirm':
    case 'fail':
    case 'return':
      return stepBatch(run, command)
    case 'pass':
      world.pass(command.hours)
      model.now = world.moment.now
      model.lines.filter(({ terms }) => terms.parts).forEach(({ credit }) => model.waiting.add(credit.deal))
      return work(run)
    case 'again': {
      const deal = pick(model.deals, command.deal)
      if (!deal) return
      await world.again(await world.dealId(deal.id))
      model.settle(deal)
    }
  }
}
