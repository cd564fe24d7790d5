import { approvePayoutBatch } from '../../server/workflows/approve-payout-batch.ts'
import { cancelPayoutBatch } from '../../server/workflows/cancel-payout-batch.ts'
import { createPayoutBatch } from '../../server/workflows/create-payout-batch.ts'
import { recordPayoutOutcomes } from '../../server/workflows/record-payout-outcomes.ts'
import type { ModelBooks } from './model-balances.ts'
import type { Command } from './model-commands.ts'
import { pick, type Run } from './model-records.ts'
import { expect } from './model-refusals.ts'
import { PARTNER_NAMES, type PartnerName } from './model-terms.ts'
import type { ModelWorld } from './model-world.ts'

/** Puts what partners are owed in one currency into a batch. */
export async function makeBatch(
  run: Run,
  { currency: asked, partners: mask, any }: Extract<Command, { do: 'batch' }>,
): Promise<void> {
  const { world, model } = run
  const currency = asked ?? mostPayable(model)
  const waits = (partner: PartnerName) =>
    run.batches.some(
      (batch) =>
        batch.status === 'draft' &&
        batch.currency === currency &&
        batch.items.some((item) => item.partner === partner),
    )
  const able = PARTNER_NAMES.filter((partner) => {
    const { total } = model.payable(partner, currency)
    return any ? total > 0n || mask > 40 : total > 0n && !waits(partner)
  })
  const partners = able.filter((_, index) => able.length === 1 || ((mask >> index) & 1) === 1)
  if (partners.length === 0) return
  const standing = partners.map((partner) => ({ partner, ...model.payable(partner, currency) }))
  const no = standing.some(({ partner, total }) => total <= 0n || waits(partner))
  let id = ''
  const make = async () => {
    const partnerIds = partners.map((name) => world.ids[name])
    id = await world.do((tx) => createPayoutBatch(tx, world.moment, world.finley, { currency, partnerIds }))
  }
  if (await expect(run, no, make)) return
  const items = standing.map(({ partner, total, parts }) => ({
    partner,
    amount: total,
    parts,
    status: 'queued' as const,
  }))
  run.batches.push({ id, currency, status: 'draft', items })
}

function mostPayable(model: ModelBooks): 'USD' | 'EUR' {
  const of = (currency: string) =>
    PARTNER_NAMES.reduce((sum, partner) => sum + model.payable(partner, currency).total, 0n)
  return of('USD') < of('EUR') ? 'EUR' : 'USD'
}

/** What becomes of a batch, or of one payment in it. */
export async function stepBatch(
  run: Run,
  command: Extract<Command, { do: 'approve' | 'cancel' | 'confirm' | 'fail' | 'return' }>,
): Promise<void> {
  const { world, model } = run
  const wanted = command.do === 'approve' || command.do === 'cancel' ? 'draft' : 'approved'
  const batch = pick(
    run.batches.filter(({ status }) => command.any || status === wanted),
    command.batch,
  )
  if (!batch) return
  const { id: batchId } = batch
  switch (command.do) {
    case 'approve': {
      const actor = command.byMaker ? world.finley : world.casey
      const short = batch.items.some(
        ({ partner, amount, parts }) =>
          model.payable(partner, batch.currency).total < amount ||
          parts.some((part) => part.amount > 0n && part.line.sums.payable < part.amount),
      )
      const approve = () =>
        world.do(async (tx) => {
          const row = await tx.db
            .selectFrom('payout_batch')
            .select('content_hash')
            .where('id', '=', batchId)
            .executeTakeFirstOrThrow()
          await approvePayoutBatch(tx, world.moment, actor, { batchId, contentHash: row.content_hash })
        })
      if (await expect(run, batch.status !== 'draft' || command.byMaker || short, approve)) return
      batch.status = 'approved'
      for (const item of batch.items) {
        item.status = 'sent'
        model.pay(item, 'payable', 'inTransit')
      }
      return
    }
    case 'cancel': {
      const reason = 'Wrong month'
      const cancel = () =>
        world.do((tx) => cancelPayoutBatch(tx, world.moment, world.finley, { batchId, reason }))
      if (await expect(run, batch.status !== 'draft', cancel)) return
      batch.status = 'cancelled'
      for (const item of batch.items) item.status = 'cancelled'
      return
    }
    default: {
      const underWay = batch.items.filter(
        ({ status }) => command.any || status === 'sent' || status === 'confirmed',
      )
      const item = pick(underWay, command.item)
      if (!item) return
      const outcome = OUTCOMES[command.do]
      const itemId = await itemOf(world, batchId, item.partner)
      const outcomes = [{ itemId, outcome, reference: 'BANK-1' }]
      const no = item.status !== 'sent' && !(command.do === 'return' && item.status === 'confirmed')
      const record = () =>
        world.do((tx) => recordPayoutOutcomes(tx, world.moment, world.finley, { batchId, outcomes }))
      if (await expect(run, no, record)) return
      const from = item.status === 'confirmed' ? 'paid' : 'inTransit'
      item.status = outcome
      model.pay(item, from, outcome === 'confirmed' ? 'paid' : 'payable')
    }
  }
}

const OUTCOMES = { confirm: 'confirmed', fail: 'failed', return: 'returned' } as const

async function itemOf(world: ModelWorld, batchId: string, partner: string): Promise<string> {
  // Items name the partners that the model knows.
  const partnerId = world.ids[partner as PartnerName]
  return world.do(async (tx) => {
    const row = await tx.db
      .selectFrom('payout_item')
      .select('id')
      .where('batch_id', '=', batchId)
      .where('partner_id', '=', partnerId)
      .executeTakeFirstOrThrow()
    return row.id
  })
}
