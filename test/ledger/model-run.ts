import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { balancesByPartner } from '../../server/db/ledger-store.ts'
import { approvePayoutBatch } from '../../server/workflows/approve-payout-batch.ts'
import { cancelPayoutBatch } from '../../server/workflows/cancel-payout-batch.ts'
import { closeMonth } from '../../server/workflows/close-month.ts'
import { createPayoutBatch } from '../../server/workflows/create-payout-batch.ts'
import { decideDispute, withdrawDispute } from '../../server/workflows/decide-dispute.ts'
import { openDispute } from '../../server/workflows/open-dispute.ts'
import { recordDealPayment } from '../../server/workflows/record-customer-payment.ts'
import { recordPayoutOutcomes } from '../../server/workflows/record-payout-outcomes.ts'
import { removeCredit } from '../../server/workflows/remove-credit.ts'
import { reviewDispute } from '../../server/workflows/review-dispute.ts'
import type { TestDatabase } from '../support/test-database.ts'
import {
  ACCOUNTS,
  ModelBooks,
  type ModelBatch,
  type ModelDeal,
  type ModelLine,
  type ModelPayment,
  monthOf,
  nothing,
} from './model-balances.ts'
import type { Command, FirstDeal, Story } from './model-commands.ts'
import {
  decimal,
  type ModelWorld,
  monthsText,
  openModelWorld,
  PARTNER_NAMES,
  PARTNERS,
  type PartnerName,
  RATES,
  refused,
  YEN_RATES,
} from './model-world.ts'

interface ModelDispute {
  id: string
  line: ModelLine
  state: 'open' | 'under_review' | 'over'
  openedBy: number
}

/** The model, the product, and which of their records are the same. */
interface Run {
  world: ModelWorld
  model: ModelBooks
  disputes: ModelDispute[]
  payments: { payment: ModelPayment; deal: ModelDeal; evidence: string; again: () => Promise<unknown> }[]
  batches: ModelBatch[]
  /** What each closed month said when it was closed. */
  closed: Map<string, string>
}

/** Runs a story through the product and the model, and compares them after every command. Throws where they differ. */
export async function tell(database: TestDatabase, { deals, commands }: Story): Promise<void> {
  const world = await openModelWorld(database)
  const model = new ModelBooks(world.moment.now)
  for (const [pair, rate] of RATES) model.rates.set(pair, rate)
  const run: Run = { world, model, disputes: [], payments: [], batches: [], closed: new Map() }
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

async function begin({ world, model }: Run, id: string, first: FirstDeal): Promise<void> {
  const deal: ModelDeal = {
    id,
    currency: first.currency,
    amount: first.amount,
    outcome: 'open',
    closedAt: null,
    archived: false,
    payments: [],
  }
  model.deals.push(deal)
  await sync(world, deal)
  if (first.sourced === 'split') {
    const [a, b] = ['Northwind Consulting', 'Larkspur Referrals'] as const
    const shares = [
      { partner: a, bps: first.shareBps },
      { partner: b, bps: 10_000 - first.shareBps },
    ]
    const credits = await world.split(id, shares)
    shares.forEach(({ partner, bps }, index) =>
      addLine(model, credits[index] ?? '', deal, partner, 'sourced', bps),
    )
  } else if (first.sourced) {
    addLine(model, await world.tag(id, world.ids[first.sourced]), deal, first.sourced, 'sourced')
  }
  const { influenced } = first
  if (influenced && !model.lines.some((line) => line.deal === deal && line.partner === influenced)) {
    addLine(model, await world.tag(id, world.ids[influenced], 'influenced'), deal, influenced, 'influenced')
  }
  if (first.won) Object.assign(deal, { outcome: 'won', closedAt: model.now })
  if (first.won) await changed({ world, model }, deal, false)
}

function addLine(
  model: ModelBooks,
  creditId: string,
  deal: ModelDeal,
  partner: PartnerName,
  role: 'sourced' | 'influenced',
  shareBps = 10_000,
): void {
  model.lines.push({
    creditId,
    deal,
    partner,
    role,
    shareBps: BigInt(shareBps),
    terms: PARTNERS[partner],
    removed: false,
    known: false,
    dealAmount: 0n,
    sums: nothing(),
    months: new Map(),
    disputed: false,
    lastPaid: null,
  })
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
    case 'repeat': {
      const known = pick(run.payments, command.payment)
      // An event that came already changes nothing; what a person enters twice is refused.
      if (known?.payment.source === 'event') await unchanged(run, known.again)
      else if (known) await expect(run, true, known.again)
      return
    }
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
      model.lines.filter(({ terms }) => terms.parts).forEach(({ deal }) => model.waiting.add(deal))
      return work(run)
    case 'again': {
      const deal = pick(model.deals, command.deal)
      if (!deal) return
      await world.again(await world.dealId(deal.id))
      model.settle(deal)
    }
  }
}

async function change(
  { world, model }: Run,
  deal: ModelDeal,
  command: Extract<Command, { do: 'win' | 'reopen' | 'lose' | 'amount' | 'archive' }>,
): Promise<void> {
  switch (command.do) {
    case 'win': {
      const { daysAgo } = command
      deal.outcome = 'won'
      deal.closedAt = daysAgo === null ? null : new Date(model.now.getTime() - daysAgo * 86_400_000)
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
  await changed({ world, model }, deal, command.late)
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

/** Everything that waits is looked at. */
async function work({ world, model }: Pick<Run, 'world' | 'model'>): Promise<void> {
  await world.work()
  for (const deal of [...model.waiting]) model.settle(deal)
}

async function pay(
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
  const on = model.now.toISOString().slice(0, 10)
  if (by === 'event') {
    const event = {
      id: `evt-${payment.id}`,
      occurredAt: model.now.toISOString(),
      type: 'payment.succeeded',
      data: { payment: payment.id, deal: { crm: 'hubspot', externalId: deal.id }, ...told, paidOn: on },
    }
    const again = () => world.send(event)
    await again()
    run.payments.push({ payment, deal, evidence, again })
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
  run.payments.push({ payment, deal, evidence, again })
  deal.payments.push(payment)
  model.settle(deal)
}

async function refund(
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
  const on = model.now.toISOString().slice(0, 10)
  const apply = () => {
    if (told) {
      payment.told.amount += amount
      payment.told.tax += tax
    } else payment.silent += amount
  }
  const parts = { amount: shown(amount), currency: deal.currency, ...(told ? { tax: shown(tax) } : {}) }
  const id = randomUUID()
  if (by === 'event' && payment.source === 'event') {
    // One that gives back too much is kept for people to see, and moves no money.
    await world.send({
      id: `evt-${id}`,
      occurredAt: model.now.toISOString(),
      type: 'payment.refunded',
      data: { refund: id, payment: payment.id, ...parts, refundedOn: on },
    })
    if (!tooMuch) apply()
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
    idempotencyKey: id,
  }
  const record = () => world.do((tx) => recordDealPayment(tx, world.moment, world.finley, input))
  if (await expect(run, tooMuch, record)) return
  apply()
  model.settle(deal)
}

async function tag(
  run: Run,
  { deal: index, partner, role, manager }: Extract<Command, { do: 'tag' }>,
): Promise<void> {
  const { world, model } = run
  const deal = pick(model.deals, index)
  if (!deal) return
  let creditId = ''
  const before = await world.digest()
  const no = await refused(async () => {
    creditId = await world.tag(deal.id, world.ids[partner], role, manager ? world.casey : world.riley)
  })
  if (no) return same(run, before)
  // Whoever may tag whom is tested elsewhere; here a partner that is both is only sourced.
  const own = model.lines.find((line) => line.deal === deal && line.partner === partner && !line.removed)
  if (own) own.removed = true
  addLine(model, creditId, deal, partner, role)
  model.waiting.add(deal)
  await work(run)
}

async function untag(run: Run, { line: index, manager }: Extract<Command, { do: 'untag' }>): Promise<void> {
  const { world, model } = run
  const line = pick(model.lines, index)
  if (!line) return
  const before = await world.digest()
  const ref = { connectionId: world.connectionId, dealExternalId: line.deal.id }
  const no = await refused(() =>
    world.do((tx) =>
      removeCredit(tx, world.moment, manager ? world.casey : world.riley, {
        ...ref,
        creditId: line.creditId,
        reason: 'It was somebody else',
      }),
    ),
  )
  if (no) return same(run, before)
  line.removed = true
  model.waiting.add(line.deal)
  await work(run)
}

async function dispute(
  run: Run,
  command: Extract<Command, { do: 'dispute' | 'review' | 'uphold' | 'reject' | 'withdraw' }>,
): Promise<void> {
  const { world, model, disputes } = run
  const person = (number: number) => (number === 0 ? world.riley : world.casey)
  if (command.do === 'dispute') {
    const actor = person(command.by)
    const line = pick(
      model.lines.filter(({ known }) => known),
      command.line,
    )
    if (!line) return
    const lineId = await world.lineOf(line.creditId)
    if (lineId === undefined) throw new Error('the product has no line for what the model accrued')
    let id = ''
    const open = async () => {
      id = await world.do((tx) =>
        openDispute(tx, world.moment, actor, { lineId, evidence: 'The deal was ours' }),
      )
    }
    if (await expect(run, line.disputed || tooLate(line, model.now), open)) return
    line.disputed = true
    disputes.push({ id, line, state: 'open', openedBy: command.by })
    return model.holdDisputed()
  }
  const found = pick(disputes, command.dispute)
  if (!found) return
  const own = command.byOpener
  const actor = person(own ? found.openedBy : 1 - found.openedBy)
  const { id } = found
  const decision = 'The tag says otherwise'
  switch (command.do) {
    case 'review': {
      const take = () => world.do((tx) => reviewDispute(tx, world.moment, actor, id))
      if (!(await expect(run, own || found.state !== 'open', take))) found.state = 'under_review'
      return
    }
    case 'withdraw': {
      const withdraw = () => world.do((tx) => withdrawDispute(tx, world.moment, actor, id))
      if (await expect(run, !own || found.state === 'over', withdraw)) return
      break
    }
    default: {
      const outcome = command.do === 'uphold' ? 'upheld' : 'rejected'
      const decide = () =>
        world.do((tx) => decideDispute(tx, world.moment, actor, { disputeId: id, outcome, decision }))
      if (await expect(run, own || found.state !== 'under_review', decide)) return
    }
  }
  found.state = 'over'
  found.line.disputed = false
  model.holdDisputed()
}

/** Fifteen days after the last payment, once nothing of it is left to pay. */
function tooLate({ sums, lastPaid }: ModelLine, now: Date): boolean {
  const settled = sums.pending === 0n && sums.payable === 0n && sums.held === 0n && sums.inTransit === 0n
  return settled && lastPaid !== null && now.getTime() - lastPaid.getTime() > 15 * 86_400_000
}

async function close(run: Run, monthsAgo: number): Promise<void> {
  const { world, model, closed } = run
  const first = new Date(`${monthOf(model.now)}-01T00:00:00Z`)
  first.setUTCMonth(first.getUTCMonth() - monthsAgo)
  const month = monthOf(first)
  const entered = model.lines.flatMap(({ months }) => [...months.keys()])
  const no =
    month <= model.closed ||
    month >= monthOf(model.now) ||
    (model.closed === '' && !entered.some((other) => other <= month)) ||
    entered.some((other) => other > model.closed && other < month)
  if (await expect(run, no, () => world.do((tx) => closeMonth(tx, world.moment, world.finley, month)))) return
  model.closed = month
  for (const [each, text] of monthTexts(await world.books())) if (each <= month) closed.set(each, text)
}

async function makeBatch(
  run: Run,
  { currency, partners: mask, any }: Extract<Command, { do: 'batch' }>,
): Promise<void> {
  const { world, model } = run
  const able = PARTNER_NAMES.filter((partner) => any || model.payable(partner, currency).total > 0n)
  const partners = able.filter((_, index) => any || able.length === 1 || ((mask >> index) & 1) === 1)
  if (partners.length === 0) return
  const standing = partners.map((partner) => ({ partner, ...model.payable(partner, currency) }))
  const waits = (partner: PartnerName) =>
    run.batches.some(
      (batch) =>
        batch.status === 'draft' &&
        batch.currency === currency &&
        batch.items.some((item) => item.partner === partner),
    )
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

async function stepBatch(
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
      if (!(await expect(run, batch.status !== 'draft', cancel))) batch.status = 'cancelled'
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

/** Runs what the model says is refused or not, and holds the product to it: what is refused leaves every row as it was. */
async function expect(run: Run, no: boolean, command: () => Promise<unknown>): Promise<boolean> {
  const before = no ? await run.world.digest() : ''
  const was = await refused(command)
  if (was !== no) throw new Error(no ? 'the product did what it should refuse' : 'the product refused')
  if (no) await same(run, before)
  return no
}

async function same({ world }: Run, before: string): Promise<void> {
  const changedTables = differences(before, await world.digest())
  if (changedTables.length > 0) throw new Error(`what was refused changed ${changedTables.join(', ')}`)
}

async function unchanged(run: Run, command: () => Promise<unknown>): Promise<void> {
  const before = await run.world.digest()
  await command()
  await same(run, before)
}

function differences(a: string, b: string): string[] {
  const before = new Set(a.split(' '))
  return b
    .split(' ')
    .filter((part) => !before.has(part))
    .map((part) => part.slice(0, -32))
}

async function compare({ world, model, closed }: Run): Promise<void> {
  const books = await world.books()
  const problems = books.unbalanced.map((what) => `does not sum to zero: ${what}`)
  for (const line of model.lines) {
    const stored = [...books.lines.values()].find(({ creditId }) => creditId === line.creditId)
    const [is, should] = [monthsText(stored?.months ?? new Map()), monthsText(line.months)]
    if (is !== should) {
      problems.push(
        `${line.role} ${line.partner} on ${line.deal.id}:\nthe ledger has\n${is}\nand should have\n${should}`,
      )
    }
  }
  if (
    [...books.lines.values()].some(({ creditId }) => !model.lines.some((line) => line.creditId === creditId))
  ) {
    problems.push('the ledger has a line that the model does not know')
  }
  problems.push(...(await partnerProblems(world, model)))
  const texts = monthTexts(books)
  for (const [month, text] of closed) {
    if (texts.get(month) !== text)
      problems.push(`closed month ${month} was\n${text}\nand is\n${texts.get(month) ?? ''}`)
  }
  const bad = await world.verify()
  if (bad) problems.push(bad)
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

async function partnerProblems(world: ModelWorld, model: ModelBooks): Promise<string[]> {
  const stored = await world.do((tx) => balancesByPartner(tx))
  return PARTNER_NAMES.flatMap((name) =>
    ['USD', 'EUR'].flatMap((currency) => {
      const should = nothing()
      for (const { partner, terms, sums } of model.lines) {
        if (partner !== name || terms.currency !== currency) continue
        for (const account of ACCOUNTS) should[account] += sums[account]
      }
      const is = stored.find(
        ({ partnerId, currency: own }) => partnerId === world.ids[name] && own === currency,
      )
      return isDeepStrictEqual({ ...(is?.balances ?? nothing()) }, should)
        ? []
        : [`the balance of ${name} in ${currency} is not the sum of its lines`]
    }),
  )
}

/** What every line had in each month. */
function monthTexts(books: Awaited<ReturnType<ModelWorld['books']>>): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [line, { months }] of [...books.lines].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [month, sums] of months) {
      const text = monthsText(new Map([[month, sums]]))
      if (text !== '') texts.set(month, `${texts.get(month) ?? ''}${line} ${text}\n`)
    }
  }
  return texts
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length]
}
