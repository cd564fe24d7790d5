import { afterEach, expect, test } from 'vitest'
import { type Command, type CommandIo, CommandError } from '../../server/cli/command.ts'
import { exportCommand } from '../../server/cli/export.ts'
import { syncCommand } from '../../server/cli/sync.ts'
import { connectCrm } from '../../server/connect-crm.ts'
import { startOrgWorld } from '../support/org-world.ts'
import { SCOPES, type SyncWorld, startSyncWorld } from '../support/sync-world.ts'
import { openTestDatabase } from '../support/test-database.ts'

let world: SyncWorld | undefined
afterEach(() => world?.close())

async function startWorld(): Promise<SyncWorld> {
  const past = new Date(Date.now() - 86_400_000)
  world = await startSyncWorld({
    hubspot: {
      seed(portal) {
        const acme = portal.createCompany({ properties: { name: 'Acme' }, modifiedAt: past })
        for (let i = 0; i < 3; i++) {
          portal.createDeal({
            properties: {
              dealname: `Deal ${i}`,
              dealstage: 'closedwon',
              closedate: '2026-03-31T16:00:00.000Z',
              ...(i === 2 ? {} : { amount: '1.5' }),
            },
            companyIds: [acme.id],
            modifiedAt: past,
          })
        }
      },
    },
  })
  return world
}

async function run(
  command: Command,
  args: readonly string[],
  { context }: Pick<SyncWorld, 'context'>,
): Promise<unknown[]> {
  let written = ''
  const io: CommandIo = {
    out: async (text) => void (written += text),
    err: async () => undefined,
    signal: new AbortController().signal,
  }
  expect(await command.run(args, io, context)).toBe(0)
  return written
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

test('sync prints one line with records, calls by kind, rows written, seconds and memory', async () => {
  const started = await startWorld()
  const [summary, ...more] = await run(syncCommand, ['--connection', started.connectionId, '--full'], started)
  expect(more).toEqual([])
  expect(summary).toMatchObject({
    kind: 'full',
    records: { deal: 3, account: 1 },
    rowsWritten: { deal: 3, account: 1 },
    apiCalls: { total: started.hubspot.calls.count(), list_deals: 2 },
    seconds: expect.any(Number),
    peakRssMb: expect.any(Number),
  })
})

test('sync without arguments names the connections that there are', async () => {
  const started = await startWorld()
  expect(await run(syncCommand, [], started)).toEqual([
    {
      connectionId: started.connectionId,
      crm: 'hubspot',
      externalAccountId: String(started.hubspot.portal.portalId),
      name: 'HubSpot',
      status: 'connected',
      apiBaseUrl: started.hubspot.url,
    },
  ])
  expect(started.hubspot.calls.count()).toBe(0)
})

test('a token connects a server in a workspace of its own, which the second run finds again', async () => {
  const started = await startWorld()
  const other = await startSyncWorld({ hubspot: { portal: { portalId: 777 } } })
  try {
    other.hubspot.installations.addStaticToken('pat-test', SCOPES)
    other.hubspot.portal.createDeal({ properties: { dealname: 'Elsewhere', dealstage: 'closedwon' } })
    const args = ['--crm', 'hubspot', '--base-url', other.hubspot.url, '--token', 'pat-test']
    const [first] = await run(syncCommand, args, started)
    const [second] = await run(syncCommand, args, started)
    expect(first).toMatchObject({ kind: 'full', rowsWritten: { deal: 1 } })
    expect(second).toMatchObject({ kind: 'incremental', rowsWritten: { deal: 0 } })
    const deals = await run(exportCommand, ['deals'], started)
    expect(deals.map((deal) => (deal as { name: string }).name)).toEqual(['Elsewhere'])
    const wrong = [...args.slice(0, -1), 'wrong']
    await expect(run(syncCommand, wrong, started)).rejects.toThrow(CommandError)
  } finally {
    await other.close()
  }
})

test('a session id connects an org of another kind of CRM in the same way', async () => {
  const org = await startOrgWorld()
  try {
    org.salesforce.installations.addStaticToken('session-id', '005Hp000000Int9IAC')
    org.salesforce.org.createOpportunity({ Name: 'Elsewhere' }, { at: new Date(Date.now() - 86_400_000) })
    const { context } = org
    const fresh = await openTestDatabase()
    try {
      const db = fresh.database
      const elsewhere = { context: { ...context, db, crmFor: connectCrm({ ...context, db }) } }
      const args = ['--crm', 'salesforce', '--instance-url', org.salesforce.url, '--token', 'session-id']
      const [first] = await run(syncCommand, args, elsewhere)
      const [second] = await run(syncCommand, args, elsewhere)
      expect(first).toMatchObject({ kind: 'full', rowsWritten: { deal: 1 } })
      expect(second).toMatchObject({ kind: 'incremental', rowsWritten: { deal: 0 } })
      const [connection] = await run(syncCommand, [], elsewhere)
      expect(connection).toMatchObject({ crm: 'salesforce', name: 'Meridian Works' })
      const wrong = [...args.slice(0, -1), 'wrong']
      await expect(run(syncCommand, wrong, elsewhere)).rejects.toThrow(CommandError)
    } finally {
      await fresh.close()
    }
  } finally {
    await org.close()
  }
})

test('export prints deals and accounts in canonical fields, archived ones with their state', async () => {
  const started = await startWorld()
  const [, archived] = [...started.hubspot.portal.stores['0-3'].active()]
  started.hubspot.portal.archive('0-3', archived?.id ?? '')
  await started.sync({ full: true })
  const deals = await run(exportCommand, ['deals'], started)
  const [account] = (await run(exportCommand, ['accounts'], started)) as { externalId: string }[]
  expect(account).toMatchObject({ name: 'Acme', state: 'active', mergedInto: null })
  expect(deals).toContainEqual(
    expect.objectContaining({
      name: 'Deal 0',
      amount: '1.50',
      currency: 'USD',
      stage: 'closedwon',
      outcome: 'won',
      closeDate: '2026-03-31',
      accountExternalId: account?.externalId,
      state: 'active',
      mergedInto: null,
    }),
  )
  expect(deals).toContainEqual(expect.objectContaining({ name: 'Deal 1', state: 'archived' }))
  expect(deals).toContainEqual(expect.objectContaining({ name: 'Deal 2', amount: null, currency: 'USD' }))
  for (const kind of ['partners', 'registrations', 'credits', 'ledger']) {
    expect(await run(exportCommand, [kind], started)).toEqual([])
  }
})

test('a mistake in the arguments is explained in one line', async () => {
  const started = await startWorld()
  const mistakes: [Command, string[]][] = [
    [syncCommand, ['--full']],
    [syncCommand, ['--connection', 'nonsense']],
    [syncCommand, ['--connection', '01a1fde4-f7f8-7000-adac-ca8c0c11c7fd']],
    [syncCommand, ['--crm', 'other', '--base-url', 'http://127.0.0.1:9', '--token', 't']],
    [syncCommand, ['--crm', 'hubspot', '--base-url', 'nonsense', '--token', 't']],
    [
      syncCommand,
      ['--base-url', 'http://127.0.0.1:9', '--instance-url', 'http://127.0.0.1:9', '--token', 't'],
    ],
    [
      syncCommand,
      ['--crm', 'salesforce', '--instance-url', 'https://salesforce.com.evil.example', '--token', 't'],
    ],
    [exportCommand, []],
    [exportCommand, ['everything']],
  ]
  for (const [command, args] of mistakes) {
    await expect(run(command, args, started)).rejects.toThrow(CommandError)
  }
})
