import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Deal } from '../../shared/crm/deal.ts'
import { readEvent } from '../../shared/payment/read-event.ts'
import type { Context } from '../../server/context.ts'
import { insertCredit } from '../../server/db/credit-store.ts'
import { lockMirror } from '../../server/db/sync-store.ts'
import { dealChanged } from '../../server/jobs/handlers/deal-changed.ts'
import { settleCustomerEvents } from '../../server/jobs/handlers/settle-events.ts'
import { addFxRates } from '../../server/workflows/add-fx-rates.ts'
import { storeDeals } from '../../server/workflows/store-records.ts'
import { takeEvents } from '../../server/workflows/take-events.ts'
import { verifyLedger } from '../../server/workflows/verify-ledger.ts'
import { crmDeal } from '../payments/payments-world.ts'
import type { TestDatabase } from '../support/test-database.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'
import { readBooks, type StoredBooks } from './model-books.ts'
import { digestOf, tablesOf } from './model-digest.ts'
import type { ModelCredit, Terms } from './model-facts.ts'
import { EURO, PARTNER_NAMES, type PartnerName, PARTNERS, termsJson, YEN } from './model-terms.ts'
import { publishTerms } from './publish-terms.ts'

/** The ledger's world as the model knows it: plans for every partner, and the product's own jobs that follow each change. */
export interface ModelWorld extends LedgerWorld {
  ids: Record<PartnerName, string>
  /** As a sync does. */
  sync(deal: Partial<Deal>): Promise<void>
  /** Two partners that brought a deal in together. */
  split(deal: string, shares: readonly { partner: PartnerName; bps: number }[]): Promise<string[]>
  /** As `POST /v1/events` does. */
  send(event: object): Promise<void>
  addYenRates(): Promise<void>
  /** Does what the outbox asks for by now, with the product's handlers. */
  work(): Promise<void>
  /** What a changed deal's job does, once more. */
  again(dealId: string): Promise<void>
  books(): Promise<StoredBooks>
  verify(): Promise<string | null>
  /** One hash of every row of the workspace. */
  digest(): Promise<string>
  /** By id: its state and, by partner, each payment's amount and state. */
  batches(): Promise<Map<string, string>>
  /** Ids of those that stand, and whether they are locked. */
  credits(): Promise<string[]>
  lineOf(credit: ModelCredit, currency: string): Promise<string | undefined>
}

export async function openModelWorld(database: TestDatabase): Promise<ModelWorld> {
  const world = await openLedgerWorld(database)
  let version = 1
  const published = new Set<Terms>(Object.values(PARTNERS).flat())
  for (const terms of published) {
    // Plans are named after the partner type that they are for.
    const type = terms.plan as Parameters<typeof publishTerms>[3]
    await publishTerms(world, ++version, termsJson(terms), type)
  }
  const ids: Partial<Record<PartnerName, string>> = {}
  for (const name of PARTNER_NAMES) ids[name] = await world.partner(name)
  const addRates = (rates: typeof EURO) =>
    world.do((tx) => addFxRates(tx, world.moment, world.finley, { rates, source: 'Treasury' }))
  await addRates(EURO)
  const job = {
    // The two handlers use no more of it.
    context: {
      clock: { now: () => world.moment.now },
      newId: world.moment.newId,
      db: database.database,
    } as unknown as Context,
    workspaceId: world.workspaceId,
    outboxId: randomUUID(),
    signal: new AbortController().signal,
    stillWorking: () => Promise.resolve(),
  }
  const again = (dealId: string) => dealChanged({ ...job, payload: { dealId } })
  const tables = await tablesOf(world)
  return {
    ...world,
    // Every name was looked up.
    ids: ids as Record<PartnerName, string>,
    sync: (deal) =>
      world.do(async (tx) => {
        await lockMirror(tx, world.connectionId, 'deal')
        await storeDeals(tx, world.connectionId, [crmDeal(deal)], world.moment.now)
      }),
    async split(deal, shares) {
      const dealId = await world.dealId(deal)
      const credits = shares.map(({ partner, bps }) => ({ id: world.moment.newId(), partner, bps }))
      await world.do(async (tx) => {
        for (const { id, partner, bps } of credits) {
          await insertCredit(tx, {
            id,
            dealId,
            partnerId: ids[partner] ?? '',
            role: 'sourced',
            shareBps: bps,
            evidence: 'manual',
            registrationId: null,
            reason: 'They brought it in together',
            touchpoints: [],
            createdBy: world.casey.userId,
            createdAt: world.moment.now,
            lockedAt: null,
          })
        }
      })
      return credits.map(({ id }) => id)
    },
    async send(event) {
      const read = readEvent(event)
      if ('faults' in read) throw new Error(JSON.stringify(read.faults))
      const delivery = { source: 'events_api', apiKeyId: null, by: 'Billing', events: [read.event] } as const
      await world.do((tx) => takeEvents(tx, world.moment, delivery))
    },
    addYenRates: () => addRates(YEN),
    async work() {
      for (let round = 0; round < 10; round++) {
        const due = await dueWork(world)
        if (due.length === 0) return
        for (const { topic, payload } of due) {
          // The outbox takes nothing but the payloads of its topics.
          if (topic === 'deal.changed') await again((payload as { dealId: string }).dealId)
          else await settleCustomerEvents({ ...job, payload: payload as { waitsFor: string } })
        }
      }
      throw new Error('the work does not end')
    },
    again,
    books: () => readBooks(world),
    async verify() {
      const { bad } = await world.do(verifyLedger)
      return bad && `${bad.row}: ${bad.problem}`
    },
    digest: () => digestOf(world, tables),
    batches: () =>
      world.do(async (tx) => {
        const rows = await tx.db
          .selectFrom('payout_batch as b')
          .innerJoin('payout_item as i', 'i.batch_id', 'b.id')
          .select(['b.id', 'b.status as state', 'i.partner_name', 'i.amount_minor', 'i.status'])
          .where('b.workspace_id', '=', tx.workspaceId)
          .orderBy(sql`i.partner_name collate "C"`)
          .execute()
        const batches = new Map<string, string>()
        for (const { id, state, partner_name: partner, amount_minor: amount, status } of rows) {
          batches.set(id, `${batches.get(id) ?? state}, ${partner} ${amount} ${status}`)
        }
        return batches
      }),
    credits: () =>
      world.do(async (tx) => {
        const rows = await tx.db
          .selectFrom('credit')
          .select(['id', 'locked_at'])
          .where('workspace_id', '=', tx.workspaceId)
          .where('removed_at', 'is', null)
          .execute()
        return rows.map(({ id, locked_at: at }) => `${id}${at ? ' locked' : ''}`).sort()
      }),
    async lineOf({ id }, currency) {
      const row = await world.do((tx) =>
        tx.db
          .selectFrom('commission_line')
          .select('id')
          .where('credit_id', '=', id)
          .where('currency', '=', currency)
          .executeTakeFirst(),
      )
      return row?.id
    },
  }
}

/** Parts of a commission that fall due on a day wait for it by the business clock, all else is due at once. */
function dueWork(world: LedgerWorld) {
  return world.do((tx) =>
    tx.db
      .updateTable('outbox')
      .set({ done_at: sql`now()`, attempts: 1 })
      .where('topic', 'in', ['customer_events.settle', 'deal.changed'])
      .where('done_at', 'is', null)
      .where(sql<boolean>`(dedupe_key not like '%:2026-%' or available_at <= ${world.moment.now})`)
      .returning(['topic', 'payload'])
      .execute(),
  )
}
