import { Connection } from 'jsforce'
import { StreamingExtension } from 'jsforce/lib/api/streaming.js'
import { afterEach, describe, expect, it } from 'vitest'
import { integrationUserId } from './demo-people.ts'
import { startSalesforceSimulator, type RunningSimulator } from './serve.ts'

const running: RunningSimulator[] = []
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close()
})

async function start(changeDataCapture = true): Promise<RunningSimulator> {
  const simulator = await startSalesforceSimulator({ org: { changeDataCapture } })
  simulator.installations.addStaticToken('session', integrationUserId)
  running.push(simulator)
  return simulator
}

/** As a browser keeps them, of one client at a time. */
let cookie = ''

interface BayeuxReply {
  channel: string
  clientId?: string
  successful?: boolean
  error?: string
  data?: {
    payload: { ChangeEventHeader: { recordIds: string[]; changeType: string; changedFields: string[] } }
  }
}

async function send(
  simulator: RunningSimulator,
  message: object,
  options: { token?: string; signal?: AbortSignal } = {},
): Promise<BayeuxReply[]> {
  const { token = 'session', signal } = options
  const reply = await fetch(`${simulator.url}/cometd/68.0`, {
    method: 'POST',
    headers: { Authorization: `OAuth ${token}`, 'Content-Type': 'application/json', Cookie: cookie },
    body: JSON.stringify([message]),
    ...(signal !== undefined && { signal }),
  })
  cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
  return (await reply.json()) as BayeuxReply[] // Bayeux answers are lists of messages
}

async function client(simulator: RunningSimulator): Promise<string> {
  const [reply] = await send(simulator, { channel: '/meta/handshake', version: '1.0' })
  return reply?.clientId ?? ''
}

const deals = '/data/OpportunityChangeEvent'
const subscribe = (simulator: RunningSimulator, clientId: string, from: number, subscription = deals) =>
  send(simulator, {
    channel: '/meta/subscribe',
    clientId,
    subscription,
    ext: { replay: { [subscription]: from } },
  })
const connect = (simulator: RunningSimulator, clientId: string, signal?: AbortSignal) =>
  send(simulator, { channel: '/meta/connect', clientId }, signal === undefined ? {} : { signal })
const typesOf = (replies: readonly BayeuxReply[]): string[] =>
  replies.flatMap(({ data }) => data?.payload.ChangeEventHeader.changeType ?? [])

describe('change events', () => {
  it('reach a caller who waits', async () => {
    const simulator = await start()
    const clientId = await client(simulator)
    await subscribe(simulator, clientId, -1)
    const waiting = connect(simulator, clientId)
    const deal = simulator.org.createOpportunity({ Name: 'New' })
    const [event] = await waiting
    expect(event?.data?.payload.ChangeEventHeader).toMatchObject({
      recordIds: [deal.id],
      changeType: 'CREATE',
    })
    simulator.org.update(deal.id, { Amount: '5' })
    const [changed] = await connect(simulator, clientId)
    expect(changed?.data?.payload).toMatchObject({
      ChangeEventHeader: { changeType: 'UPDATE', changedFields: ['Amount', 'LastModifiedDate'] },
      Amount: 5,
    })
  })

  it('are retained for one who subscribes later, from the beginning or behind an event', async () => {
    const simulator = await start()
    const { org } = simulator
    const deal = org.createOpportunity({ Name: 'One' })
    org.delete(deal.id)
    org.undelete(deal.id)
    const from = async (replayId: number) => {
      const clientId = await client(simulator)
      await subscribe(simulator, clientId, replayId)
      return typesOf(await connect(simulator, clientId))
    }
    expect(await from(-2)).toEqual(['CREATE', 'DELETE', 'UNDELETE'])
    expect(await from(1)).toEqual(['DELETE', 'UNDELETE'])
  })

  it('are not replayed from behind one that there never was', async () => {
    const simulator = await start()
    const [reply] = await subscribe(simulator, await client(simulator), 7)
    expect(reply).toMatchObject({ successful: false, error: expect.stringContaining('replayId') })
  })

  it('do not reach a session that has gone deaf, but the next one, behind what it had', async () => {
    const simulator = await start()
    const deaf = await client(simulator)
    await subscribe(simulator, deaf, -1)
    simulator.changeEvents.deafen()
    const waiting = connect(simulator, deaf)
    await expect.poll(() => simulator.changeEvents.waiting).toBe(1)
    simulator.org.createOpportunity({ Name: 'New' })
    expect(typesOf(await waiting)).toEqual([])
    const next = await client(simulator)
    await subscribe(simulator, next, -2)
    expect(typesOf(await connect(simulator, next))).toEqual(['CREATE'])
  })

  it('are held back while the service stalls, and come afterwards', async () => {
    const simulator = await start()
    const clientId = await client(simulator)
    await subscribe(simulator, clientId, -1)
    simulator.changeEvents.stall(true)
    const waiting = connect(simulator, clientId)
    await expect.poll(() => simulator.changeEvents.waiting).toBe(1)
    simulator.org.createOpportunity({ Name: 'New' })
    expect(simulator.changeEvents.waiting).toBe(1)
    simulator.changeEvents.stall(false)
    expect(typesOf(await waiting)).toEqual(['CREATE'])
  })

  it('come to jsforce too', async () => {
    const simulator = await start()
    simulator.org.createAccount({ Name: 'Before' })
    const connection = new Connection({ instanceUrl: simulator.url, accessToken: 'session', version: '68.0' })
    const channel = '/data/AccountChangeEvent'
    const faye = connection.streaming.createClient([new StreamingExtension.Replay(channel, -2)])
    const names: unknown[] = []
    await faye.subscribe(
      channel,
      ({ payload }: { payload: { Name?: string } }) => void names.push(payload.Name),
    )
    simulator.org.createAccount({ Name: 'After' })
    await expect.poll(() => names).toEqual(['Before', 'After'])
    const open = faye as unknown as { disconnect(): void } // the library's types leave it out
    open.disconnect()
  })
})

describe('refusals', () => {
  it('are given for a channel that there is not, or that the org has not switched on', async () => {
    for (const [enabled, channel] of [
      [true, '/data/ContactChangeEvent'],
      [false, deals],
    ] as const) {
      const simulator = await start(enabled)
      const [reply] = await subscribe(simulator, await client(simulator), -1, channel)
      expect(reply).toMatchObject({ successful: false, error: expect.stringContaining('400::') })
    }
  })

  it('are given without a session, and to a client that is not known any more', async () => {
    const simulator = await start()
    const [stranger] = await send(simulator, { channel: '/meta/handshake' }, { token: 'made-up' })
    expect(stranger).toMatchObject({ successful: false, error: '401::Authentication invalid' })
    const clientId = await client(simulator)
    await send(simulator, { channel: '/meta/disconnect', clientId })
    const [reply] = await connect(simulator, clientId)
    expect(reply).toMatchObject({ error: '403::Unknown client', advice: { reconnect: 'handshake' } })
  })
})

it('closes although somebody waits for an event', async () => {
  const simulator = await start()
  const clientId = await client(simulator)
  await subscribe(simulator, clientId, -1)
  const waiting = connect(simulator, clientId).catch(() => [])
  await expect.poll(() => simulator.changeEvents.waiting).toBe(1)
  await simulator.close()
  running.splice(running.indexOf(simulator), 1)
  expect(typesOf(await waiting)).toEqual([])
  expect(simulator.dailyCalls.used).toBe(0)
})
