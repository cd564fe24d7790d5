import pg from 'pg'
import { sql } from 'kysely'
import { PGlite } from '@electric-sql/pglite'
import { accrue } from '../../shared/ledger/posting.ts'
import type { Database } from '../../server/db/database.ts'
import { type LedgerEntry, postTransactions } from '../../server/db/ledger-store.ts'
import { openPGlite } from '../../server/db/pglite.ts'
import { openPostgres } from '../../server/db/postgres.ts'
import { newId } from '../../server/ids.ts'
import { testSeal } from '../support/test-database.ts'
import { startPostgres } from '../support/services.ts'
import { openBook } from '../ledger/book.ts'
import { type BareConnection, postBare, prepareFloor } from './ledger-floor.ts'
import { type Benchmark, type Measure, measured, median } from './report.ts'

const BATCH = 1_000
const BATCH_ROUNDS = 15
const SINGLES = 200
const SINGLE_ROUNDS = 9
const PARTNERS = 50

/** How fast entries of two postings go into the ledger, a thousand at once and one at a time, against bare inserts. */
export const benchLedger: Benchmark = async ({ seed }) => {
  const measures: Measure[] = []
  const skipped: string[] = []
  const server = await startPostgres()
  if (server) {
    try {
      measures.push(...(await onPostgres(server.url, seed)))
    } finally {
      await server.stop()
    }
  } else {
    skipped.push('PostgreSQL: its programs are not on this machine')
  }
  const ours = await openPGlite(undefined, testSeal)
  const bare = await PGlite.create()
  try {
    await ours.migrate()
    measures.push(...(await compare('PGlite', ours, bare, seed)))
  } finally {
    await ours.close()
    await bare.close()
  }
  const dataset = `${BATCH_ROUNDS} × ${BATCH} journals at once and ${SINGLE_ROUNDS} × ${SINGLES} one by one, two postings each, ${PARTNERS} partners`
  return { name: 'ledger', dataset, seed, measures, skipped }
}

async function onPostgres(server: string, seed: number): Promise<Measure[]> {
  const bare = await connected(server)
  const url = new URL(server)
  url.pathname = '/ledger_bench'
  try {
    await bare.query('create database ledger_bench')
    const ours = openPostgres(url.href, 2, testSeal)
    try {
      await ours.migrate()
      return await compare('PostgreSQL', ours, bare, seed)
    } finally {
      await ours.close()
    }
  } finally {
    await bare.end()
  }
}

/** The server listens a moment before it takes anybody in. */
async function connected(url: string): Promise<pg.Client> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return client
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((later) => setTimeout(later, 100))
    }
  }
}

async function compare(
  where: string,
  database: Database,
  bare: BareConnection,
  seed: number,
): Promise<Measure[]> {
  const entries = await prepareOurs(database, seed)
  await prepareFloor(bare)
  const { run } = entries
  const batch = () => entries.next(BATCH)
  const atOnce = {
    ours: async () => timed(BATCH, await batch(), (all) => run(all)),
    floor: async () => timed(BATCH, await batch(), (all) => postBare(bare, all)),
  }
  const oneByOne = {
    ours: async () => timed(SINGLES, await entries.next(SINGLES), (all) => inTurn(all, run)),
    floor: async () =>
      timed(SINGLES, await entries.next(SINGLES), (all) => inTurn(all, (one) => postBare(bare, one))),
  }
  // A database that has run for a minute knows its tables; an empty one plans for tables of a few rows.
  const analyze = async () => {
    await entries.analyze()
    await bare.query('analyze')
  }
  return [
    measured(`${where}, ${BATCH} at once`, 'journals/s', await interleaved(BATCH_ROUNDS, atOnce, analyze), {
      atLeast: 0.6,
    }),
    measured(`${where}, one by one`, 'journals/s', await interleaved(SINGLE_ROUNDS, oneByOne, analyze), {
      atLeast: 0.8,
    }),
  ]
}

/** Medians of rounds that take turns, after one of each that does not count and `settled`. */
async function interleaved(
  rounds: number,
  sides: { ours(): Promise<number>; floor(): Promise<number> },
  settled: () => Promise<void>,
): Promise<{ ours: number; floor: number }> {
  await sides.ours()
  await sides.floor()
  await settled()
  const found = { ours: [] as number[], floor: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    for (const side of round % 2 === 0 ? (['ours', 'floor'] as const) : (['floor', 'ours'] as const)) {
      found[side].push(await sides[side]())
    }
  }
  return { ours: median(found.ours), floor: median(found.floor) }
}

/** Journals per second; what is posted was made before. */
async function timed(
  count: number,
  entries: LedgerEntry[],
  post: (entries: LedgerEntry[]) => Promise<void>,
): Promise<number> {
  const begin = performance.now()
  await post(entries)
  return (count * 1_000) / (performance.now() - begin)
}

async function inTurn(
  entries: readonly LedgerEntry[],
  post: (one: LedgerEntry[]) => Promise<void>,
): Promise<void> {
  for (const entry of entries) await post([entry])
}

/** A workspace with partners, entries from the seed, and the product's own way to post them. */
async function prepareOurs(database: Database, seed: number) {
  const book = await openBook({ database, kind: 'postgres', url: undefined, close: async () => undefined })
  const partnerIds: string[] = []
  for (let number = 0; number < PARTNERS; number++) partnerIds.push(await book.partner())
  const now = new Date()
  const random = randomFrom(seed)
  let made = 0
  return {
    async next(count: number): Promise<LedgerEntry[]> {
      return Array.from({ length: count }, () => {
        const commissionLineId = newId()
        const dealId = newId()
        const partnerId = partnerIds[Math.floor(random() * PARTNERS)] ?? ''
        const line = { partnerId, dealId, commissionLineId, currency: 'USD' }
        const because = 'The deal was won.'
        return {
          idempotencyKey: `commission:${commissionLineId}:r1:${made++}`,
          kind: 'accrue',
          cause: { dealId, lineId: commissionLineId, revision: 1, because },
          effectiveAt: now,
          postings: accrue(line, BigInt(1 + Math.floor(random() * 1e9))),
        }
      })
    },
    analyze: () => book.asOwner((tx) => sql`analyze`.execute(tx.db)),
    run: async (entries: LedgerEntry[]) => {
      await book.do((tx) => postTransactions(tx, entries, { now: new Date(), newId }))
    },
  }
}

/** mulberry32: the same amounts for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
