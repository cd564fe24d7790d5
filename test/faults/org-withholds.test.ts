import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { crmWords } from '../../server/crm-words.ts'
import { mirrorConnection } from '../../server/jobs/handlers/sync-connection.ts'
import { readConnections } from '../../server/read/connections.ts'
import { type OrgWorld, startOrgWorld } from '../support/org-world.ts'

/** What an org refuses, hides, deletes or merges while it is synced: said where a person looks, nothing lost, and well again afterwards. */

let world: OrgWorld
let won: string
let winner: string
let loser: string

beforeEach(async () => {
  const at = new Date(Date.now() - 86_400_000)
  world = await startOrgWorld({
    salesforce: {
      seed(org) {
        org.addStage({ label: 'Signed', probability: 100, isClosed: true, isWon: true })
        winner = org.createAccount({ Name: 'Winner' }, { at }).id
        loser = org.createAccount({ Name: 'Loser' }, { at }).id
        const deal = { Name: 'Won', Amount: '1000.50', StageName: 'Signed', AccountId: loser }
        won = org.createOpportunity(deal, { at }).id
        org.createOpportunity({ Name: 'Open', Amount: '0' }, { at })
      },
    },
  })
  await world.sync({ full: true })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await world.close()
})

const inWorld = <T>(work: Parameters<typeof world.context.db.inWorkspace<T>>[1]) =>
  world.context.db.inWorkspace(world.workspaceId, work)
const connection = () =>
  inWorld(
    async (tx) => (await readConnections(tx, crmWords(world.context), world.context.crmKinds)).connections[0],
  )
const deals = () =>
  inWorld((tx) =>
    tx.db
      .selectFrom('deal')
      .select(['name', 'amount_minor', 'amount_problem', 'stage_id', 'stage_label', 'outcome', 'state'])
      .select(['external_id', 'account_external_id'])
      .orderBy('name', 'desc')
      .execute(),
  )

/** As a worker does it. */
const work = () =>
  mirrorConnection({
    context: world.context,
    workspaceId: world.workspaceId,
    outboxId: world.context.newId(),
    payload: { connectionId: world.connectionId, full: false },
    signal: new AbortController().signal,
    stillWorking: async () => undefined,
  })

test('an org that refuses every token is asked twice and for one new token, and says why', async () => {
  const { salesforce, sync } = world
  const { installations, calls } = salesforce
  calls.clear()
  installations.refuseAll = true
  await expect(sync()).rejects.toMatchObject({ code: 'unauthorized' })
  expect(calls.byStatus()).toMatchObject({ 401: 2 })
  expect(calls.count('oauth.token')).toBe(1)
  expect(calls.count()).toBe(3)
  const shown = await connection()
  expect(shown?.status).toBe('reconnect')
  expect(shown?.problem).toMatch(
    /Salesforce did not accept our token for .*an admin connects the org again\./,
  )
  expect([shown?.dealCount, shown?.accountCount]).toEqual([2, 2])
  // Nobody asks again, not even for a token.
  await work()
  await expect(sync()).rejects.toMatchObject({ code: 'revoked' })
  expect(calls.count()).toBe(3)
})

test('a new token that is lost on its way to us has a person connect the org again, and nobody asks for it twice', async () => {
  const { salesforce, sync } = world
  const { installations, calls, faults } = salesforce
  installations.expireAccessTokens()
  faults.plan('/services/oauth2/token', { reset: true }, { afterwards: true })
  calls.clear()
  // Whoever comes next spends the refresh token that we still have, and Salesforce ends the installation.
  await expect(sync()).rejects.toThrow()
  await expect(sync()).rejects.toMatchObject({ code: 'revoked' })
  expect([installations.refreshCount(), calls.count('oauth.token')]).toEqual([1, 2])
  expect(await connection()).toMatchObject({
    status: 'reconnect',
    problem: expect.stringMatching(/can reconnect it; nothing is lost\. \(.*invalid_grant/),
    dealCount: 2,
  })
  calls.clear()
  await expect(sync()).rejects.toMatchObject({ code: 'revoked' })
  expect(calls.count()).toBe(0)
})

test('amounts that the org hides are unknown, not zero, and come back with the permission', async () => {
  const { salesforce, sync } = world
  expect(await deals()).toMatchObject([{ amount_minor: 100_050n }, { amount_minor: 0n }])
  salesforce.org.hideField('Opportunity.Amount')
  await sync({ full: true })
  const hidden = {
    amount_minor: null,
    amount_problem: expect.stringContaining('may not see the field Amount'),
  }
  expect(await deals()).toMatchObject([
    { name: 'Won', outcome: 'won', ...hidden },
    { name: 'Open', outcome: 'open', ...hidden },
  ])
  expect(await connection()).toMatchObject({ unusableAmountCount: 2, dealCount: 2 })

  salesforce.org.visibility.openField('Opportunity.Amount')
  await sync({ full: true })
  expect(await deals()).toMatchObject([
    { amount_minor: 100_050n, amount_problem: null },
    { amount_minor: 0n, amount_problem: null },
  ])
})

test('a stage that is deleted from the list leaves its deals won, under its name', async () => {
  const { salesforce, sync } = world
  salesforce.org.removeStage('Signed')
  await sync({ full: true })
  expect(await deals()).toMatchObject([
    { name: 'Won', stage_id: 'Signed', stage_label: 'Signed', outcome: 'won', state: 'active' },
    { name: 'Open' },
  ])
  const stages = await inWorld((tx) => tx.db.selectFrom('pipeline_stage').select('stage_id').execute())
  expect(stages.map(({ stage_id }) => stage_id)).not.toContain('Signed')
})

test('an account that is merged away says into which, and its deals move with it', async () => {
  const { salesforce, sync } = world
  expect(await deals()).toMatchObject([{ account_external_id: loser }, {}])
  salesforce.org.mergeAccounts(winner, loser)
  await sync()
  const accounts = await inWorld((tx) =>
    tx.db
      .selectFrom('account')
      .select(['external_id', 'state', 'merged_into'])
      .orderBy('external_id')
      .execute(),
  )
  expect(accounts).toEqual([
    { external_id: winner, state: 'active', merged_into: null },
    { external_id: loser, state: 'merged', merged_into: winner },
  ])
  expect(await deals()).toMatchObject([{ external_id: won, account_external_id: winner }, {}])
})

describe('an org whose calls of the day are four fifths spent', () => {
  const anHourLater = () => {
    const machine = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => machine() + 3_600_001)
  }
  const spend = async (share: number) => {
    const { dailyCalls } = world.salesforce
    dailyCalls.used = Math.ceil(dailyCalls.limit * share)
  }

  test('is synced again after the hour when others have left some', async () => {
    const { salesforce } = world
    await spend(0.8)
    salesforce.org.update(won, { Amount: '2000' })
    await work()
    expect((await connection())?.runs[0]).toMatchObject({ status: 'paused' })
    expect(await deals()).toMatchObject([{ amount_minor: 100_050n }, {}])

    anHourLater()
    await spend(0.1)
    await work()
    expect(await connection()).toMatchObject({ problem: null, runs: [{ status: 'done' }, {}, {}] })
    expect(await deals()).toMatchObject([{ amount_minor: 200_000n }, {}])
  })

  test('is asked by one call an hour while they have not', async () => {
    const { salesforce } = world
    await spend(0.8)
    await work()
    anHourLater()
    const before = salesforce.calls.count()
    await work()
    expect(salesforce.calls.count()).toBe(before + 1)
    expect((await connection())?.runs[0]).toMatchObject({ status: 'paused' })
  })
})
