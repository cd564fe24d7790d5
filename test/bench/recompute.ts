import pg from 'pg'
import { openPostgres } from '../../server/db/postgres.ts'
import { testSeal } from '../support/test-database.ts'
import { type Measure, measured, median } from './report.ts'
import { openRecomputeWorld, type RecomputeWorld } from './recompute-world.ts'

/** How long it takes to compute commissions anew: all of them, of four times as many deals, of one partner beside few and many others. */
export async function measureRecompute(
  server: string,
  { deals, own, rounds }: { deals: number; own: number; rounds: number },
  seed: number,
): Promise<Measure[]> {
  const closing: (() => Promise<unknown>)[] = []
  try {
    const open = async (factor: number): Promise<RecomputeWorld> => {
      const { database, drop } = await openDatabase(server, `commission_bench_${factor}`)
      closing.push(drop)
      return openRecomputeWorld(database, { deals: deals * factor, own, seed })
    }
    const [once, four, ten] = [await open(1), await open(4), await open(10)]
    if ((await once.recompute()) !== (await once.bySql())) throw new Error('SQL adds up to something else')
    const sides = {
      once: () => once.recompute(),
      sql: () => once.bySql(),
      four: () => four.recompute(),
      few: () => once.onePartner(),
      many: () => ten.onePartner(),
    }
    const names = ['once', 'sql', 'four', 'few', 'many'] as const
    const found = new Map(names.map((name) => [name, [] as number[]]))
    for (let round = -1; round < rounds; round++) {
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        const begin = performance.now()
        await sides[name]()
        if (round >= 0) found.get(name)?.push(performance.now() - begin)
      }
    }
    const ms = (name: (typeof names)[number]) => median(found.get(name) ?? [])
    return [
      measured(
        `all ${deals + own} deals, against one statement of SQL`,
        'ms',
        { ours: ms('once'), floor: ms('sql') },
        { atMost: 3 },
      ),
      measured(
        'four times the deals, against once',
        'ms',
        { ours: ms('four'), floor: ms('once') },
        { atMost: 4.8 },
      ),
      measured(
        `${own} deals of one partner beside ten times the others, against once`,
        'ms',
        { ours: ms('many'), floor: ms('few') },
        { atMost: 1.3 },
      ),
    ]
  } finally {
    for (const close of closing.toReversed()) await close()
  }
}

async function openDatabase(server: string, name: string) {
  const administer = async (statement: string) => {
    const client = await connected(server)
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  await administer(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const database = openPostgres(url.href, 2, testSeal)
  await database.migrate()
  return {
    database,
    async drop() {
      await database.close()
      await administer(`drop database ${name} with (force)`)
    },
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
