import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BadInput, type CommandIo } from '../../server/cli/command.ts'
import { commissionCommand } from '../../server/cli/commission.ts'
import type { Context } from '../../server/context.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import {
  type Replay,
  replayCalculations,
  replayCommission,
} from '../../server/workflows/replay-commission.ts'
import { type LedgerWorld, openLedgerWorld } from '../ledger/ledger-world.ts'
import { publishTerms, workOff } from '../ledger/publish-terms.ts'
import { runCommand } from '../support/processes.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'

let database: TestDatabase
let world: LedgerWorld
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  world = await openLedgerWorld(database)
})

async function replay(...args: string[]): Promise<{ code: number; result: unknown; err: string }> {
  let out = ''
  let err = ''
  const io: CommandIo = {
    out: async (text) => void (out += text),
    err: async (text) => void (err += text),
    signal: new AbortController().signal,
  }
  // The command reads the database alone.
  const context = { db: database.database } as unknown as Context
  const code = await commissionCommand.run(['replay', ...args], io, context)
  return { code, result: JSON.parse(out) as unknown, err }
}

const lineIds = () =>
  world.do(async (tx) => {
    const rows = await tx.db
      .selectFrom('commission_line')
      .select('id')
      .where('workspace_id', '=', tx.workspaceId)
      .orderBy('id')
      .execute()
    return rows.map(({ id }) => id)
  })
const everyReplay = async (): Promise<Replay[]> => {
  const ids = await lineIds()
  return (await Promise.all(ids.map((id) => world.do((tx) => replayCalculations(tx, id))))).flat()
}
/** As the owner of the tables, who alone could do such a thing. */
const byHand = (statement: ReturnType<typeof sql>) =>
  world.do(async (tx) => {
    await sql`reset role`.execute(tx.db)
    await statement.execute(tx.db)
  })

const ACCELERATOR = {
  id: 'sourced',
  role: 'sourced',
  basis: 'dealAmount',
  rate: {
    kind: 'graduated',
    measure: { period: 'quarter', of: 'sourcedRevenue' },
    bands: [
      { upTo: '100000.00', percent: '10' },
      { upTo: null, percent: '20' },
    ],
  },
}

/** A line of 6,000.00, as the demo's plan has it, that was revised once. */
async function oneLine(): Promise<string> {
  const deal = await world.addDeal()
  await world.tag(deal, world.northwind)
  await world.win(deal)
  await world.changeDeal(deal, { amountMinor: 5_000_000n })
  await world.react(deal)
  const [lineId] = await lineIds()
  if (!lineId) throw new Error('nothing was accrued')
  return lineId
}

test('every calculation gives the same cent and the same explanation, whatever became of the deal and the plan', async () => {
  await publishTerms(world, 2, { rules: [ACCELERATOR] })
  const settle = () => workOff(world, (dealId) => world.do((tx) => reactToDeal(tx, world.moment, dealId)))
  const first = await world.addDeal({ amountMinor: 8_000_000n })
  const second = await world.addDeal({ amountMinor: 8_000_000n })
  for (const deal of [first, second]) {
    await world.tag(deal, world.northwind)
    await world.tag(deal, world.brightpath, 'influenced')
  }
  await world.win(first, { closedAt: new Date('2026-01-10T12:00:00Z') })
  await world.win(second, { closedAt: new Date('2026-02-10T12:00:00Z') })
  await settle()
  await world.changeDeal(first, { amountMinor: 9_999_999n })
  await world.react(first)
  await settle()
  await world.pay(first, '1234.56')
  await world.changeDeal(second, { outcome: 'open' })
  await world.react(second)
  await settle()
  // A later version ends the window of the one that they went by.
  await publishTerms(world, 3, { effectiveFrom: '2026-06-01', rules: [{ ...ACCELERATOR, cap: '1.00' }] })
  const replays = await everyReplay()
  expect(replays.filter(({ same }) => !same)).toEqual([])
  expect(replays.length).toBeGreaterThan(6)
  expect(replays.some(({ stored }) => (stored.why as { withdrawn: unknown }).withdrawn !== null)).toBe(true)
})

test('replay prints the latest calculation, with --all every one, and exits 0', async () => {
  const lineId = await oneLine()
  const latest = await replay(lineId)
  expect(latest).toMatchObject({
    code: 0,
    err: '',
    result: { line: lineId, same: true, calculations: [{ revision: 2 }] },
  })
  const all = await replay(lineId, '--all')
  expect(all).toMatchObject({
    code: 0,
    result: {
      same: true,
      calculations: [
        { revision: 1, same: true },
        { revision: 2, same: true },
      ],
    },
  })
})

describe('replay exits 1 and says what differs', () => {
  test('for an amount that was changed by hand', async () => {
    const lineId = await oneLine()
    const { stored } = await world.do((tx) => replayCommission(tx, lineId))
    await byHand(
      sql`update commission_calculation set amount_minor = amount_minor + 1 where line_id = ${lineId} and revision = 2`,
    )
    const { code, err, result } = await replay(lineId)
    expect(code).toBe(1)
    expect(err).toMatch(/^revision 2, amount\.amount: "\d+\.\d\d" is stored, "\d+\.\d\d" is recomputed\n$/)
    expect(result).toMatchObject({ same: false, calculations: [{ recomputed: stored, problem: null }] })
  })

  test('for an explanation, and for inputs, that were', async () => {
    const lineId = await oneLine()
    await byHand(
      sql`update commission_calculation set why = jsonb_set(why, '{inputs,tier}', '"other"') where line_id = ${lineId} and revision = 1`,
    )
    await byHand(
      sql`update commission_calculation set inputs = jsonb_set(inputs, '{input,deal,dealAmount}', '"1.00"') where line_id = ${lineId} and revision = 2`,
    )
    const { code, err } = await replay(lineId, '--all')
    expect(code).toBe(1)
    expect(err).toContain('revision 1, why.inputs.tier: "other" is stored, ')
    expect(err).toContain('revision 2, amount.amount: ')
  })

  test('for a line that was computed before inputs were kept whole', async () => {
    const lineId = await oneLine()
    await byHand(sql`update commission_calculation set inputs = inputs - 'input' where line_id = ${lineId}`)
    const { code, err, result } = await replay(lineId)
    expect({ code, err }).toEqual({
      code: 1,
      err: 'revision 2: It was computed before inputs were kept whole.\n',
    })
    expect(result).toMatchObject({ same: false, calculations: [{ recomputed: null }] })
  })

  test('for inputs that nothing can be computed from', async () => {
    const lineId = await oneLine()
    await byHand(
      sql`update commission_calculation set inputs = jsonb_set(inputs, '{input,deal,currency}', '"XQZ"') where line_id = ${lineId}`,
    )
    const { code, err } = await replay(lineId)
    expect(code).toBe(1)
    expect(err).toMatch(/^revision 2: Its inputs cannot be read any more: deal\.currency must be an ISO 4217/)
  })
})

test('a line that is not there is bad input', async () => {
  const id = '01a1fde4-f7f8-7000-adac-ca8c0c11c7fd'
  await expect(replay(id)).rejects.toThrow(new BadInput(`There is no commission line ${id}.`))
  await expect(replay('nonsense')).rejects.toThrow(BadInput)
  await expect(world.do((tx) => replayCommission(tx, id))).rejects.toThrow('There is no commission line')
})

test('replay as a process of its own starts the database that it needs, and exits 2 for a line that is not there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'))
  try {
    const args = ['server/cli/run.ts', 'commission', 'replay', '01a1fde4-f7f8-7000-adac-ca8c0c11c7fd']
    const { code, stdout, stderr } = await runCommand(args, { DATA_DIR: folder })
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: 'There is no commission line 01a1fde4-f7f8-7000-adac-ca8c0c11c7fd.\n',
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
