import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Deal } from '../../shared/crm/deal.ts'
import { readEvent } from '../../shared/payment/read-event.ts'
import type { Context } from '../../server/context.ts'
import { insertCredit } from '../../server/db/credit-store.ts'
import { lockMirror } from '../../server/db/sync-store.ts'
import { Refusal } from '../../server/errors.ts'
import { dealChanged } from '../../server/jobs/handlers/deal-changed.ts'
import { settleCustomerEvents } from '../../server/jobs/handlers/settle-events.ts'
import { addFxRates } from '../../server/workflows/add-fx-rates.ts'
import { storeDeals } from '../../server/workflows/store-records.ts'
import { takeEvents } from '../../server/workflows/take-events.ts'
import { verifyLedger } from '../../server/workflows/verify-ledger.ts'
import { crmDeal } from '../payments/payments-world.ts'
import type { TestDatabase } from '../support/test-database.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'
import { type Account, ACCOUNTS, nothing, type Rate, type Sums, type Terms } from './model-balances.ts'
import { publishTerms } from './publish-terms.ts'

const REFERRAL: Terms = {
  plan: 'referral',
  currency: 'USD',
  earning: 'onCollection',
  sourced: { hundredths: 777n, of: 'dealAmount' },
  influenced: { flat: 150_001n },
  cap: 500_000n,
}
/** Who takes part, under which plan: every way of earning, both currencies. */
export const PARTNERS = {
  'Northwind Consulting': REFERRAL,
  'Larkspur Referrals': REFERRAL,
  'Brightpath Systems': {
    plan: 'technology',
    currency: 'USD',
    earning: 'onWon',
    sourced: { hundredths: 1_000n, of: 'dealAmount' },
    influenced: { flat: 25_000n },
  },
  'Keystone Resale': {
    plan: 'reseller',
    currency: 'EUR',
    earning: 'onFirstPayment',
    sourced: { hundredths: 1_250n, of: 'dealAmount' },
    influenced: { hundredths: 333n, of: 'dealAmount' },
  },
  'Juniper Field Agency': {
    plan: 'agency',
    currency: 'EUR',
    earning: 'onCollection',
    sourced: { hundredths: 433n, of: 'collected' },
    influenced: { flat: 10_001n },
  },
  'Meridian Distribution': {
    plan: 'distributor',
    currency: 'USD',
    earning: 'dated',
    parts: [
      { date: '2026-03-20', hundredths: 3_333n },
      { date: '2026-04-10', hundredths: 3_333n },
      { date: '2026-06-01', hundredths: 3_334n },
    ],
    sourced: { hundredths: 999n, of: 'dealAmount' },
    influenced: { hundredths: 111n, of: 'dealAmount' },
  },
} as const satisfies Record<string, Terms>
export type PartnerName = keyof typeof PARTNERS
export const PARTNER_NAMES = Object.keys(PARTNERS) as PartnerName[]

/** What the workspace's own rates say: one euro is 1.085 dollars. Yen have none until `addYenRates`. */
const EURO = [{ from: 'EUR', to: 'USD', on: '2026-01-01', rate: '1.085' }]
const YEN = [
  { from: 'JPY', to: 'USD', on: '2026-01-01', rate: '0.0067' },
  { from: 'JPY', to: 'EUR', on: '2026-01-01', rate: '0.0061' },
]
/** Of one minor unit in another, as a fraction. A yen has no decimals. */
export const RATES: readonly (readonly [string, readonly [bigint, bigint]])[] = [
  ['USD>USD', [1n, 1n]],
  ['EUR>EUR', [1n, 1n]],
  ['EUR>USD', [1_085n, 1_000n]],
  ['USD>EUR', [1_000n, 1_085n]],
]
export const YEN_RATES: typeof RATES = [
  ['JPY>USD', [67n, 100n]],
  ['JPY>EUR', [61n, 100n]],
]

/** What the tables hold after a command. */
export interface StoredBooks {
  /** Per line and month of effective dates; no entry for what sums to zero in all accounts. */
  lines: Map<string, { creditId: string; months: Map<string, Sums> }>
  /** Currencies and transactions that do not sum to zero. */
  unbalanced: string[]
  transactions: number
}

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
  lineOf(creditId: string): Promise<string | undefined>
}

export async function openModelWorld(database: TestDatabase): Promise<ModelWorld> {
  const world = await openLedgerWorld(database)
  const published = new Map<string, Terms>(Object.values(PARTNERS).map((terms) => [terms.plan, terms]))
  for (const terms of published.values()) {
    // Plans are named after the partner type that they are for.
    const type = terms.plan as Parameters<typeof publishTerms>[3]
    await publishTerms(world, 2, termsJson(terms), type)
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
    async lineOf(creditId) {
      const row = await world.do((tx) =>
        tx.db.selectFrom('commission_line').select('id').where('credit_id', '=', creditId).executeTakeFirst(),
      )
      return row?.id
    },
  }
}

/** Runs a command; true when the product refused it. Every other failure is one. */
export async function refused(command: () => Promise<unknown>): Promise<boolean> {
  try {
    await command()
    return false
  } catch (error) {
    if (error instanceof Refusal) return true
    throw error
  }
}

export function decimal(minor: bigint, currency: string): string {
  if (currency === 'JPY') return String(minor)
  const digits = String(minor < 0n ? -minor : minor).padStart(3, '0')
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function termsJson(terms: Terms) {
  const rate = (of: Rate) =>
    'flat' in of
      ? { rate: { kind: 'flat', amount: decimal(of.flat, terms.currency) } }
      : { basis: of.of, rate: { kind: 'percent', percent: decimal(of.hundredths, terms.currency) } }
  return {
    currency: terms.currency,
    splitSourcing: terms.plan === 'referral',
    earning: terms.parts
      ? {
          kind: 'dated',
          parts: terms.parts.map(({ date, hundredths }) => ({ date, percent: decimal(hundredths, 'USD') })),
        }
      : { kind: terms.earning },
    rules: [
      {
        id: 'sourced',
        role: 'sourced',
        ...rate(terms.sourced),
        ...(terms.cap === undefined ? {} : { cap: decimal(terms.cap, terms.currency) }),
      },
      { id: 'influenced', role: 'influenced', ...rate(terms.influenced) },
    ],
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

const COLUMN: Record<string, { account: Account; sign: bigint }> = {
  commission_expense: { account: 'accrued', sign: 1n },
  pending: { account: 'pending', sign: -1n },
  payable: { account: 'payable', sign: -1n },
  held: { account: 'held', sign: -1n },
  in_transit: { account: 'inTransit', sign: -1n },
  cash: { account: 'paid', sign: -1n },
}

async function readBooks(world: LedgerWorld): Promise<StoredBooks> {
  return world.do(async ({ db, workspaceId }) => {
    const { rows } = await sql<{ line: string; credit: string; month: string; account: string; sum: bigint }>`
      select l.id as line, l.credit_id as credit, to_char(t.effective_at at time zone 'UTC', 'YYYY-MM') as month,
          p.account, sum(p.amount_minor)::bigint as sum
        from ledger_posting p join ledger_transaction t on t.id = p.transaction_id
          join commission_line l on l.id = p.commission_line_id
        where p.workspace_id = ${workspaceId} group by 1, 2, 3, 4`.execute(db)
    const { rows: off } = await sql<{ what: string }>`
      select transaction_id || ' in ' || currency as what from ledger_posting where workspace_id = ${workspaceId}
          group by transaction_id, currency having sum(amount_minor) <> 0
        union all select currency from ledger_posting where workspace_id = ${workspaceId}
          group by currency having sum(amount_minor) <> 0
        union all select 'postings without a line' from ledger_posting
          where workspace_id = ${workspaceId} and commission_line_id is null`.execute(db)
    const { rows: counted } = await sql<{ n: bigint }>`
      select count(*) as n from ledger_transaction where workspace_id = ${workspaceId}`.execute(db)
    const lines: StoredBooks['lines'] = new Map()
    for (const { line, credit, month, account, sum } of rows) {
      const column = COLUMN[account]
      if (!column) throw new Error(`there is an account ${account}`)
      const found = lines.get(line) ?? { creditId: credit, months: new Map<string, Sums>() }
      const sums = found.months.get(month) ?? nothing()
      sums[column.account] += column.sign * sum
      lines.set(line, { creditId: found.creditId, months: found.months.set(month, sums) })
    }
    return { lines, unbalanced: off.map(({ what }) => what), transactions: Number(counted[0]?.n) }
  })
}

/** As one text, so that a difference shows which line, month and account. */
export function monthsText(months: ReadonlyMap<string, Sums>): string {
  return [...months]
    .filter(([, sums]) => ACCOUNTS.some((account) => sums[account] !== 0n))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, sums]) => `${month}: ${ACCOUNTS.map((name) => `${name} ${sums[name]}`).join(', ')}`)
    .join('\n')
}

/** The tables that a workspace has rows in and may read. */
async function tablesOf(world: LedgerWorld): Promise<string[]> {
  const { rows } = await world.do((tx) =>
    sql<{ name: string }>`
      select t.relname as name from pg_class t join pg_attribute c on c.attrelid = t.oid
        where t.relkind = 'r' and t.relnamespace = current_schema()::regnamespace and c.attname = 'workspace_id'
          and has_table_privilege(t.oid, 'select') order by 1`.execute(tx.db),
  )
  return rows.map(({ name }) => name)
}

async function digestOf(world: LedgerWorld, tables: readonly string[]): Promise<string> {
  const parts = tables.map(
    (name) =>
      sql`select ${sql.lit(name)} || md5(coalesce(string_agg(md5(row::text), '' order by md5(row::text)), '')) as part
        from ${sql.table(name)} as row where workspace_id = ${world.workspaceId}`,
  )
  const { rows } = await world.do((tx) =>
    sql<{
      digest: string
    }>`select string_agg(part, ' ' order by part) as digest from (${sql.join(parts, sql` union all `)}) as parts`.execute(
      tx.db,
    ),
  )
  return rows[0]?.digest ?? ''
}
