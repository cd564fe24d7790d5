import { randomUUID } from 'node:crypto'
import { recordDealPayment } from '../../server/workflows/record-customer-payment.ts'
import type { Command } from './model-commands.ts'
import type { ModelPayment } from './model-facts.ts'
import { pick, type Run, type Told } from './model-records.ts'
import { expect, unchanged } from './model-refusals.ts'
import { decimal } from './model-terms.ts'
import { work } from './model-work.ts'

/** The customer pays a part of the deal's amount, as a billing system says it or a person enters it. */
export async function pay(
  run: Run,
  { deal: index, percent, odd, parts, by, late }: Extract<Command, { do: 'pay' }>,
): Promise<void> {
  const { world, model } = run
  const deal = pick(model.deals, index)
  if (!deal) return
  const base = deal.amount !== null && deal.amount > 0n ? deal.amount : 100_000n
  const amount = (base * BigInt(percent)) / 100n + BigInt(odd) + 1n
  const [tax, discount] = parts ? [amount / 6n, amount / 10n] : [0n, 0n]
  const payment: ModelPayment = {
    id: `p${run.payments.length}-${randomUUID()}`,
    source: by,
    amount,
    tax,
    discount,
    told: { amount: 0n, tax: 0n },
    silent: 0n,
  }
  const shown = (minor: bigint) => decimal(minor, deal.currency)
  const told = { amount: shown(amount), currency: deal.currency, tax: shown(tax), discount: shown(discount) }
  const evidence = `INV-${payment.id}`
  const occurredAt = model.now.toISOString()
  const on = occurredAt.slice(0, 10)
  if (by === 'event') {
    const again = (id: string) =>
      world.send({
        id: `evt-${id}`,
        occurredAt,
        type: 'payment.succeeded',
        data: { payment: payment.id, deal: { crm: 'hubspot', externalId: deal.id }, ...told, paidOn: on },
      })
    await again(payment.id)
    run.payments.push({ id: payment.id, by, payment, deal, evidence, again })
    deal.payments.push(payment)
    model.waiting.add(deal)
    if (!late) await work(run)
    return
  }
  const dealId = await world.dealId(deal.id)
  const input = { kind: 'payment' as const, dealId, ...told, shipping: shown(0n), paidOn: on, evidence }
  const again = () =>
    world.do((tx) =>
      recordDealPayment(tx, world.moment, world.finley, { ...input, idempotencyKey: randomUUID() }),
    )
  if (await expect(run, deal.outcome !== 'won' || deal.archived, again)) return
  run.payments.push({ id: payment.id, by, payment, deal, evidence, again })
  deal.payments.push(payment)
  model.settle(deal)
}

/** The customer gets a part of a payment back. */
export async function refund(
  run: Run,
  { payment: index, percent, told, by, late }: Extract<Command, { do: 'refund' }>,
): Promise<void> {
  const { world, model } = run
  const found = pick(run.payments, index)
  if (!found) return
  const { payment, deal, evidence } = found
  const share = (of: bigint) => (of * BigInt(percent)) / 100n
  const amount = share(payment.amount) > 0n ? share(payment.amount) : 1n
  const tax = told ? share(payment.tax) : 0n
  const tooMuch =
    payment.told.amount + payment.silent + amount > payment.amount || payment.told.tax + tax > payment.tax
  const shown = (minor: bigint) => decimal(minor, deal.currency)
  const occurredAt = model.now.toISOString()
  const on = occurredAt.slice(0, 10)
  const id = randomUUID()
  const apply = (by: Told['by'], again: Told['again']) => {
    run.refunds.push({ id, by, payment, deal, evidence, again })
    if (told) {
      payment.told.amount += amount
      payment.told.tax += tax
    } else payment.silent += amount
  }
  const parts = { amount: shown(amount), currency: deal.currency, ...(told ? { tax: shown(tax) } : {}) }
  if (by === 'event' && payment.source === 'event') {
    const again = (eventId: string) =>
      world.send({
        id: `evt-${eventId}`,
        occurredAt,
        type: 'payment.refunded',
        data: { refund: id, payment: payment.id, ...parts, refundedOn: on },
      })
    await again(id)
    // One that gives back too much is kept for people to see, and moves no money.
    if (!tooMuch) apply('event', again)
    model.waiting.add(deal)
    if (!late) await work(run)
    return
  }
  const paymentId = await world.do(async ({ db, workspaceId }) => {
    const row = await db
      .selectFrom('customer_payment')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where((eb) => eb.or([eb('external_id', '=', payment.id), eb('evidence', '=', evidence)]))
      .where('refunds', 'is', null)
      .executeTakeFirstOrThrow()
    return row.id
  })
  const dealId = await world.dealId(deal.id)
  const input = {
    kind: 'refund' as const,
    dealId,
    paymentId,
    ...parts,
    paidOn: on,
    evidence: `CR-${id}`,
  }
  const record = () =>
    world.do((tx) =>
      recordDealPayment(tx, world.moment, world.finley, { ...input, idempotencyKey: randomUUID() }),
    )
  if (await expect(run, tooMuch, record)) return
  apply('manual', record)
  model.settle(deal)
}

/** A payment or a refund is told once more. */
export async function repeat(run: Run, command: Extract<Command, { do: 'repeat' }>): Promise<void> {
  const known = pick(command.refund ? run.refunds : run.payments, command.which)
  if (!known) return
  const { id, by, deal, again } = known
  // What a person enters twice is refused.
  if (by === 'manual') {
    await expect(run, true, () => again(id))
  } else if (!command.anew) {
    await unchanged(run, () => again(id))
  } else {
    // Another event that says the same is kept, and moves no money.
    await again(randomUUID())
    run.model.waiting.add(deal)
    await work(run)
  }
}
