import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Crm, CrmError } from '../../connectors/crm.port.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import { createLogger } from '../../server/logger.ts'
import { readDealCard } from '../../server/read/deal-card.ts'
import { followPendingChanges } from '../../server/workflows/follow-pending-changes.ts'
import { refreshDeal } from '../../server/workflows/refresh-deal.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import { testConfig } from '../support/test-config.ts'
import { type CardWorld, openCardWorld } from './card-world.ts'

let world: CardWorld
beforeAll(async () => {
  world = await openCardWorld()
})
afterAll(() => world.close())

const inCrm = (externalId: string, over: Partial<Deal> = {}): Deal => ({
  externalId,
  name: 'As the CRM has it',
  amount: { amountMinor: 5_000_000n, currency: 'USD' },
  currency: 'USD',
  amountText: null,
  amountProblem: null,
  firstYearAcv: null,
  grossMargin: null,
  region: null,
  fieldProblems: {},
  pipelineId: 'default',
  stageId: 'presentation',
  stageLabel: 'Presentation',
  outcome: 'open',
  dealType: null,
  closedAt: null,
  ownerId: null,
  accountExternalId: null,
  otherAccountExternalIds: [],
  state: 'active',
  mergedInto: null,
  createdAt: world.moment.now,
  modifiedAt: world.moment.now,
  mergedExternalIds: [],
  ...over,
})

/** Only `findDeals` is asked here; anything else of the port would be a bug, and fails. */
const crmWith = (findDeals: Crm['findDeals']) => ({ findDeals }) as unknown as Crm

async function refresh(
  deal: string,
  seen: { amount?: string; stage?: string },
  crm: Crm,
  patienceMs?: number,
) {
  const context = {
    db: world.database.database,
    clock: { now: () => world.moment.now },
    logger: createLogger(testConfig({ logLevel: 'silent' })),
    crmFor: async () => crm,
  }
  const ref = { connectionId: world.connectionId, dealExternalId: deal }
  await refreshDeal(context, world.workspaceId, ref, seen, patienceMs)
}

const held = (externalId: string) =>
  world.do((tx) =>
    tx.db.selectFrom('deal').selectAll().where('external_id', '=', externalId).executeTakeFirst(),
  )
const workFor = async (externalId: string) => {
  const dealId = await world.dealId(externalId)
  const rows = await world.do((tx) =>
    tx.db.selectFrom('outbox').select('topic').where('dedupe_key', '=', dealId).orderBy('topic').execute(),
  )
  return rows.map(({ topic }) => topic)
}

test('reads a deal again when the card sees another amount, and lets its commission follow', async () => {
  const deal = await world.addDeal()
  const partnerId = await world.partner('Northwind Consulting')
  await world.do((tx) =>
    tagPartner(tx, world.moment, world.riley, {
      connectionId: world.connectionId,
      dealExternalId: deal,
      partnerId,
      role: 'sourced',
      reason: 'Intro',
      touchpoints: [],
    }),
  )
  await refresh(
    deal,
    { amount: '50000' },
    crmWith(async ([id]) => [inCrm(id ?? '')]),
  )
  expect(await held(deal)).toMatchObject({ amount_minor: 5_000_000n, stage_label: 'Presentation' })
  expect(await workFor(deal)).toEqual(['crm.write_back', 'deal.changed'])
})

test('fetches a deal that the mirror does not have yet', async () => {
  await refresh(
    '7001',
    {},
    crmWith(async ([id]) => [inCrm(id ?? '')]),
  )
  expect(await held('7001')).toMatchObject({ name: 'As the CRM has it' })
})

test.each([[{ amount: '48000' }], [{ amount: '48000.00', stage: 'Proposal' }], [{}]])(
  'asks nobody when the card sees what the mirror holds: %o',
  async (seen) => {
    const deal = await world.addDeal()
    let asked = 0
    await refresh(
      deal,
      seen,
      crmWith(async () => [inCrm(deal, { name: `asked ${++asked}` })]),
    )
    expect(asked).toBe(0)
  },
)

test.each([[{ amount: '' }], [{ amount: 'n/a' }], [{ stage: 'closedwon' }], [{ amount: '48000.001' }]])(
  'asks when the card sees %o instead',
  async (seen) => {
    const deal = await world.addDeal()
    await refresh(
      deal,
      seen,
      crmWith(async () => [inCrm(deal)]),
    )
    expect((await held(deal))?.name).toBe('As the CRM has it')
  },
)

test('asks when the card sees an amount where the mirror has none', async () => {
  const deal = await world.addDeal({ amountMinor: null })
  await refresh(
    deal,
    { amount: '50000' },
    crmWith(async () => [inCrm(deal)]),
  )
  expect((await held(deal))?.amount_minor).toBe(5_000_000n)
})

test('leaves the mirror as it is when the CRM refuses, is unknown with the deal, or does not answer', async () => {
  const deal = await world.addDeal()
  const before = await held(deal)
  const refusing = crmWith(async () => {
    throw new CrmError('unavailable', 'the CRM is away')
  })
  await refresh(deal, { amount: '1' }, refusing)
  await refresh(
    deal,
    { amount: '1' },
    crmWith(async () => []),
  )
  await refresh(
    deal,
    { amount: '1' },
    crmWith(() => new Promise(() => {})),
    10,
  )
  expect(await held(deal)).toEqual(before)
})

test('shows the accrued commission as soon as the card sees the deal won, without waiting for a worker', async () => {
  const deal = await world.addDeal()
  const partnerId = await world.partner('Northwind Consulting')
  const ref = { connectionId: world.connectionId, dealExternalId: deal }
  await world.do((tx) =>
    tagPartner(tx, world.moment, world.riley, {
      ...ref,
      partnerId,
      role: 'sourced',
      reason: 'Intro',
      touchpoints: [],
    }),
  )
  const won = inCrm(deal, {
    stageId: 'closedwon',
    stageLabel: 'Closed Won',
    outcome: 'won',
    closedAt: world.moment.now,
  })
  await refresh(
    deal,
    { stage: 'closedwon' },
    crmWith(async () => [won]),
  )
  const commission = async () => {
    const card = await world.do((tx) =>
      readDealCard(tx, {
        actor: world.riley,
        ...ref,
        now: world.moment.now,
        wordCrm: () => ({ label: 'HubSpot', reconnectUrl: 'https://x.example' }),
      }),
    )
    return card.partners[0]?.commission
  }
  expect((await commission())?.pending).toBeNull()
  const context = {
    db: world.database.database,
    clock: { now: () => world.moment.now },
    newId: world.moment.newId,
    logger: createLogger(testConfig({ logLevel: 'silent' })),
  }
  await followPendingChanges(context, world.workspaceId, ref)
  await followPendingChanges(context, world.workspaceId, ref)
  expect(await commission()).toMatchObject({
    state: 'accrued',
    pending: { amount: '7500.00', currency: 'USD' },
  })
})
