import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DealFieldMapping } from '../../shared/crm/deal-fields.ts'
import type { Actor } from '../../server/auth/actor.ts'
import { type CommissionLineRecord, commissionLinesOf } from '../../server/db/commission-store.ts'
import { findConnection, mappedDealFields } from '../../server/db/connection-store.ts'
import type { WorkspaceTx } from '../../server/db/database.ts'
import { findProgramme, insertPlanVersion } from '../../server/db/programme-store.ts'
import { crmWords } from '../../server/crm-words.ts'
import { readConnections } from '../../server/read/connections.ts'
import { readDealCard } from '../../server/read/deal-card.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import {
  askForDealFields,
  checkDealFields,
  chooseDealFields,
} from '../../server/workflows/choose-deal-fields.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import { type SyncWorld, startSyncWorld } from '../support/sync-world.ts'

/** A plan of 15 % of first-year ACV, and one open deal of $48,000 whose ACV is $20,000. */
let world: SyncWorld
let externalId: string
let dealId: string
let actor: Actor & { connectionId: string }

const within = <T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T> =>
  world.context.db.inWorkspace(world.workspaceId, work)
const moment = () => ({ now: new Date(), newId: world.context.newId })
const write = (properties: Record<string, string | null>) =>
  world.hubspot.portal.update('0-3', externalId, properties)
const choose = (fields: DealFieldMapping) =>
  within((tx) => chooseDealFields(tx, actor, { connectionId: world.connectionId, fields }, moment()))
const react = () => within((tx) => reactToDeal(tx, moment(), dealId))
const lines = (): Promise<CommissionLineRecord[]> => within((tx) => commissionLinesOf(tx, dealId))
const connection = () => within((tx) => readConnections(tx, crmWords(world.context), world.context.crmKinds))
const onCard = () =>
  within(async (tx) => {
    const card = await readDealCard(tx, {
      actor,
      connectionId: world.connectionId,
      dealExternalId: externalId,
      now: new Date(),
      wordCrm: crmWords(world.context),
    })
    return card.partners[0]?.commission
  })

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
  const { context, workspaceId, connectionId } = world
  await world.sync({ full: true })
  const userId = context.newId()
  actor = { userId, name: 'Riley', roles: ['admin'], connectionId }
  await within(async (tx) => {
    await seedProgramme(tx, moment())
    const user = { workspace_id: workspaceId, id: userId, name: 'Riley', email: null, created_at: new Date() }
    await tx.db.insertInto('app_user').values(user).execute()
    const deal = await tx.db.selectFrom('deal').select(['id', 'external_id']).executeTakeFirstOrThrow()
    dealId = deal.id
    externalId = deal.external_id
    const programme = await findProgramme(tx, 'referral')
    if (!programme) throw new Error('there is no referral programme')
    const partner = await tx.db
      .selectFrom('partner')
      .select('id')
      .where('partner_type', '=', 'referral')
      .executeTakeFirstOrThrow()
    await tagPartner(tx, moment(), actor, {
      connectionId,
      dealExternalId: externalId,
      partnerId: partner.id,
      role: 'sourced',
      reason: 'met',
      touchpoints: [],
    })
    await tx.db
      .updateTable('plan_version')
      .set({ effective_to: '2025-12-31' })
      .where('programme_id', '=', programme.id)
      .execute()
    await insertPlanVersion(tx, {
      id: context.newId(),
      programmeId: programme.id,
      terms: {
        id: 'referral-standard',
        version: 2,
        currency: 'USD',
        timeZone: 'UTC',
        effectiveFrom: '2026-01-01',
        effectiveTo: null,
        earning: { kind: 'onWon' },
        rules: [
          {
            id: 'acv',
            role: 'sourced',
            basis: 'firstYearAcv',
            rate: { kind: 'percent', percent: '15' },
          },
        ],
      },
      publishedBy: 'Casey Moreau',
      publishedAt: new Date(),
    })
  })
})
afterAll(() => world.close())

test('until a field is mapped the plan’s figure is unknown: no commission, and who can map it', async () => {
  expect(await onCard()).toMatchObject({
    amount: null,
    note: expect.stringMatching(/first-year ACV.*admin maps one.*Connections/),
  })
  expect(await within(mappedDealFields)).toEqual([])
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
  await within((tx) =>
    tx.db
      .updateTable('sync_state')
      .set({ resume_run: world.context.newId(), resume_after: 'end' })
      .where('object', '=', 'deal')
      .execute(),
  )
  expect(await choose({ firstYearAcv: 'hs_acv' })).toBe(true)
  expect(await choose({ firstYearAcv: 'hs_acv' })).toBe(false)
  const audit = await within((tx) =>
    tx.db.selectFrom('audit_event').selectAll().where('kind', '=', 'deal_fields_chosen').execute(),
  )
  expect(audit).toHaveLength(1)
  expect(audit[0]).toMatchObject({ after: { 'first-year ACV': 'hs_acv', region: null } })
  const run = await world.sync()
  expect(run).toMatchObject({ kind: 'full', rowsWritten: { deal: 1 } })
  const held = await within((tx) => findConnection(tx, world.connectionId))
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
  expect(await onCard()).toMatchObject({ state: 'preview', amount: { amount: '3000.00' } })
  write({ dealstage: 'closedwon' })
  await world.sync()
  await react()
  expect(await lines()).toMatchObject([{ latest: { amountMinor: 300_000n } }])
})

test('another ACV in the CRM trues the commission up, with old, new and difference in words', async () => {
  write({ hs_acv: '26000.50' })
  expect((await world.sync()).rowsWritten).toMatchObject({ deal: 1 })
  const asked = await within((tx) =>
    tx.db
      .selectFrom('outbox')
      .select('dedupe_key')
      .where('topic', '=', 'deal.changed')
      .where('done_at', 'is', null)
      .execute(),
  )
  expect(asked.map((work) => work.dedupe_key)).toContain(dealId)
  await react()
  // 15 % of $26,000.50 is $3,900.075.
  const [line] = await lines()
  expect(line).toMatchObject({
    latest: {
      amountMinor: 390_008n,
      change: {
        fromMinor: 300_000n,
        because: 'First-year ACV changed from $20,000.00 to $26,000.50.',
      },
    },
  })
  await react()
  expect(await lines()).toEqual([line])
})

test('a change of a field that no rule looks at moves no commission', async () => {
  const before = await lines()
  await choose({ firstYearAcv: 'hs_acv', region: 'hs_priority' })
  write({ hs_priority: 'high' })
  expect((await world.sync()).rowsWritten).toMatchObject({ deal: 1 })
  await react()
  expect(await lines()).toEqual(before)
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
