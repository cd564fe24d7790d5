import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DealFieldMapping } from '../../shared/crm/deal-fields.ts'
import { findConnection, mappedDealFields } from '../../server/db/connection-store.ts'
import { crmWords } from '../../server/crm-words.ts'
import { readConnections } from '../../server/read/connections.ts'
import {
  askForDealFields,
  checkDealFields,
  chooseDealFields,
} from '../../server/workflows/choose-deal-fields.ts'
import { type SyncWorld, startSyncWorld } from '../support/sync-world.ts'
import { tagTheDeal, type TaggedDeal } from './tagged-deal.ts'

/** A plan of 15 % of first-year ACV, and one open deal of $48,000 whose ACV is $20,000. */
let world: SyncWorld
let tagged: TaggedDeal

const write = (properties: Record<string, string | null>) =>
  world.hubspot.portal.update('0-3', tagged.externalId, properties)
const choose = (fields: DealFieldMapping) =>
  tagged.within((tx) =>
    chooseDealFields(tx, tagged.actor, { connectionId: world.connectionId, fields }, tagged.moment()),
  )
const connection = () =>
  tagged.within((tx) => readConnections(tx, crmWords(world.context), world.context.crmKinds))

beforeAll(async () => {
  world = await startSyncWorld({
    hubspot: {
      seed: (portal) => {
        portal.createDeal({
          properties: {
            dealname: 'Rollout',
            amount: '48000',
            hs_acv: '20000',
            dealstage: 'appointmentscheduled',
            closedate: '2026-11-20T12:00:00.000Z',
          },
          modifiedAt: new Date(Date.now() - 86_400_000),
        })
      },
    },
  })
  await world.sync({ full: true })
  tagged = await tagTheDeal(world, [
    { id: 'acv', role: 'sourced', basis: 'firstYearAcv', rate: { kind: 'percent', percent: '15' } },
  ])
})
afterAll(() => world.close())

test('until a field is mapped the plan’s figure is unknown: no commission, and who can map it', async () => {
  expect(await tagged.onCard()).toMatchObject({
    amount: null,
    note: expect.stringMatching(/first-year ACV.*admin maps one.*Connections/),
  })
  expect(await tagged.within(mappedDealFields)).toEqual([])
})

test('a field that the CRM does not offer, or that holds something else, is refused', async () => {
  const check = (fields: DealFieldMapping) =>
    checkDealFields(world.context, world.workspaceId, world.connectionId, fields)
  await expect(check({ firstYearAcv: 'made_up' })).rejects.toMatchObject({
    code: 'rule_violated',
    fields: [{ path: 'fields.firstYearAcv', message: expect.stringContaining('made_up') }],
  })
  await expect(check({ region: 'hs_acv' })).rejects.toMatchObject({ code: 'rule_violated' })
  await check({ firstYearAcv: 'hs_acv', region: 'dealtype' })
  const offered = await askForDealFields(world.context, world.workspaceId, world.connectionId)
  expect(offered.filter((choice) => choice.suggestedFor === 'firstYearAcv')).toMatchObject([
    { name: 'hs_acv' },
  ])
})

test('a new mapping is audited, and the next run reads every deal anew, from whichever point a run had reached', async () => {
  await tagged.within((tx) =>
    tx.db
      .updateTable('sync_state')
      .set({ resume_run: world.context.newId(), resume_after: 'end' })
      .where('object', '=', 'deal')
      .execute(),
  )
  expect(await choose({ firstYearAcv: 'hs_acv' })).toBe(true)
  expect(await choose({ firstYearAcv: 'hs_acv' })).toBe(false)
  const audit = await tagged.within((tx) =>
    tx.db.selectFrom('audit_event').selectAll().where('kind', '=', 'deal_fields_chosen').execute(),
  )
  expect(audit).toHaveLength(1)
  expect(audit[0]).toMatchObject({ after: { 'first-year ACV': 'hs_acv', region: null } })
  const run = await world.sync()
  expect(run).toMatchObject({ kind: 'full', rowsWritten: { deal: 1 } })
  const held = await tagged.within((tx) => findConnection(tx, world.connectionId))
  expect(held?.dealFields).toEqual({ firstYearAcv: 'hs_acv' })
  expect((await connection()).connections[0]?.dealFields).toContainEqual({
    field: 'firstYearAcv',
    name: 'hs_acv',
    filled: 1,
    problem: null,
  })
})

test('a full sync of what has not changed writes nothing', async () => {
  expect((await world.sync({ full: true })).rowsWritten).toMatchObject({ deal: 0 })
})

test('15 % of first-year ACV is what the card foresees and what is accrued, to the cent', async () => {
  expect(await tagged.onCard()).toMatchObject({ state: 'preview', amount: { amount: '3000.00' } })
  write({ dealstage: 'closedwon' })
  await world.sync()
  await tagged.react()
  expect(await tagged.lines()).toMatchObject([{ latest: { amountMinor: 300_000n } }])
})

test('another ACV in the CRM trues the commission up, with old, new and difference in words', async () => {
  write({ hs_acv: '26000.50' })
  expect((await world.sync()).rowsWritten).toMatchObject({ deal: 1 })
  const asked = await tagged.within((tx) =>
    tx.db
      .selectFrom('outbox')
      .select('dedupe_key')
      .where('topic', '=', 'deal.changed')
      .where('done_at', 'is', null)
      .execute(),
  )
  expect(asked.map((work) => work.dedupe_key)).toContain(tagged.dealId)
  await tagged.react()
  // 15 % of $26,000.50 is $3,900.075.
  const [line] = await tagged.lines()
  expect(line).toMatchObject({
    latest: {
      amountMinor: 390_008n,
      change: {
        fromMinor: 300_000n,
        because: 'First-year ACV changed from $20,000.00 to $26,000.50.',
      },
    },
  })
  await tagged.react()
  expect(await tagged.lines()).toEqual([line])
})

test('a change of a field that no rule looks at moves no commission', async () => {
  const before = await tagged.lines()
  await choose({ firstYearAcv: 'hs_acv', region: 'hs_priority' })
  write({ hs_priority: 'high' })
  expect((await world.sync()).rowsWritten).toMatchObject({ deal: 1 })
  await tagged.react()
  expect(await tagged.lines()).toEqual(before)
})

test('a value that cannot be used is unknown, and both the card and the connection say why', async () => {
  write({ hs_acv: '1.005' })
  await world.sync()
  const [view] = (await connection()).connections[0]?.dealFields ?? []
  expect(view).toMatchObject({
    field: 'firstYearAcv',
    filled: 0,
    problem: expect.stringMatching(/^One deal .*1\.005/),
  })
})
