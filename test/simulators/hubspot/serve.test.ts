import { afterEach, describe, expect, it } from 'vitest'
import { startHubspotSimulator, type RunningSimulator, type ServeOptions } from './serve.ts'
import { allScopes } from './test-client.ts'

const running: RunningSimulator[] = []
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close()
})

async function start(options: ServeOptions = {}): Promise<RunningSimulator> {
  const simulator = await startHubspotSimulator({ limits: false, seed: 'meridian', ...options })
  simulator.installations.addStaticToken('private-app', allScopes)
  running.push(simulator)
  return simulator
}

const owners = (simulator: RunningSimulator, signal?: AbortSignal) =>
  fetch(`${simulator.url}/crm/owners/2026-03`, {
    headers: { Authorization: 'Bearer private-app' },
    ...(signal !== undefined && { signal }),
  })

describe('planned faults over HTTP', () => {
  it('answers each planned failure once and then as usual', async () => {
    const simulator = await start()
    simulator.faults.plan('GET /crm/owners', { status: 429, retryAfterSeconds: 3 })
    simulator.faults.plan('GET /crm/owners', { status: 429 })
    simulator.faults.plan('GET /crm/owners', { status: 477, retryAfterSeconds: 60 })
    simulator.faults.plan(/owners/, { status: 502 })
    const seen: unknown[] = []
    for (let i = 0; i < 5; i += 1) {
      const reply = await owners(simulator)
      seen.push([
        reply.status,
        reply.headers.get('retry-after'),
        reply.headers.get('content-type')?.split(';')[0],
      ])
    }
    expect(seen).toEqual([
      [429, '3', 'application/json'],
      [429, null, 'application/json'],
      [477, '60', 'application/json'],
      [502, null, 'text/html'],
      [200, null, 'application/json'],
    ])
    expect(simulator.calls.byStatus()).toEqual({ 200: 1, 429: 2, 477: 1, 502: 1 })
  })

  it('cuts the connection, or holds it until the caller gives up', async () => {
    const simulator = await start()
    simulator.faults.plan('owners', { reset: true })
    await expect(owners(simulator)).rejects.toThrow()
    simulator.faults.plan('owners', { hang: true })
    const caller = new AbortController()
    const hanging = owners(simulator, caller.signal)
    await expect.poll(() => simulator.faults.pending()).toBe(0)
    caller.abort()
    await expect(hanging).rejects.toThrow()
    expect((await owners(simulator)).status).toBe(200)
  })

  it('can lose the answer of a write that took effect', async () => {
    const simulator = await start()
    simulator.faults.plan('PATCH', { reset: true }, { afterwards: true })
    const written = fetch(`${simulator.url}/crm/objects/2026-03/0-3/9000000001`, {
      method: 'PATCH',
      headers: { Authorization: 'Bearer private-app', 'Content-Type': 'application/json' },
      body: JSON.stringify({ properties: { amount: '1' } }),
    })
    await expect(written).rejects.toThrow()
    expect(simulator.portal.existing('0-3', '9000000001').properties.amount).toBe('1')
  })

  it('closes although a request still hangs', async () => {
    const simulator = await start()
    simulator.faults.plan('owners', { hang: true })
    const hanging = expect(owners(simulator)).rejects.toThrow()
    await expect.poll(() => simulator.faults.pending()).toBe(0)
    running.splice(running.indexOf(simulator), 1)
    await simulator.close()
    await hanging
  })
})

describe('the demo portal', () => {
  it('has forty deals over fourteen accounts with the cases that a demo needs', async () => {
    const { portal } = await start()
    const deals = [...portal.stores['0-3'].active()]
    const companies = [...portal.stores['0-2'].active()]
    expect([deals.length, companies.length]).toEqual([40, 14])
    const stages = new Set(deals.map((deal) => deal.properties.dealstage))
    expect([...stages]).toEqual(expect.arrayContaining(['closedwon', 'closedlost', 'contractsent']))
    expect(deals.filter((deal) => deal.properties.amount === undefined)).toHaveLength(1)
    expect(deals.filter((deal) => deal.properties.deal_currency_code === 'EUR')).toHaveLength(1)
    expect(
      companies.filter((company) => portal.associations.parentOf(company.id) !== undefined),
    ).toHaveLength(1)
    expect(
      deals.find((deal) => deal.properties.dealname === 'Cancity platform rollout')?.properties,
    ).toMatchObject({
      amount: '48000',
      deal_currency_code: 'USD',
      dealstage: 'contractsent',
    })
    for (const userId of [1001, 1002, 1003, 1004]) expect(portal.owners.byUserId(userId)).toBeDefined()
    expect(deals.every((deal) => deal.modifiedAt <= portal.now().getTime())).toBe(true)
  })
})

describe('the control API', () => {
  const send = (simulator: RunningSimulator, method: string, path: string, body: unknown = {}) =>
    fetch(`${simulator.url}/simulator/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('finds and edits a deal as a portal user, under the same rules as the API', async () => {
    const simulator = await start()
    const found = await fetch(`${simulator.url}/simulator/deals?search=rollout%20cancity`)
    expect(await found.json()).toMatchObject({ total: 1, results: [{ name: 'Cancity platform rollout' }] })
    const edited = await send(simulator, 'PATCH', 'deals/9000000001', {
      properties: { dealstage: 'closedwon' },
      userId: 1001,
    })
    expect(await edited.json()).toMatchObject({
      stageLabel: 'Closed Won',
      properties: { hs_is_closed_won: 'true' },
    })
    const refused = await send(simulator, 'PATCH', 'deals/9000000001', { properties: { amount: 'much' } })
    expect(refused.status).toBe(400)
    const created = await send(simulator, 'POST', 'deals', {
      properties: { dealname: 'New one', dealstage: 'contractsent' },
    })
    expect(await created.json()).toMatchObject({ name: 'New one', currency: 'USD' })
  })

  it('changes as many deals as asked, keeping every amount', async () => {
    const simulator = await start()
    const amounts = () => [...simulator.portal.stores['0-3'].active()].map((deal) => deal.properties.amount)
    const before = amounts()
    const since = simulator.portal.now().getTime()
    expect(await (await send(simulator, 'POST', 'deals/change', { count: 25 })).json()).toEqual({
      changed: 25,
    })
    expect([...simulator.portal.stores['0-3'].activeByModification(since)]).toHaveLength(25)
    expect(amounts()).toEqual(before)
  })

  it('expires tokens, uninstalls, counts calls and refuses what is not JSON', async () => {
    const simulator = await start()
    const tokens = simulator.installations.install({ scopes: allScopes, userId: 1004 })
    await owners(simulator)
    expect(await (await fetch(`${simulator.url}/simulator/calls`)).json()).toMatchObject({
      byKind: { 'owners.list': 1 },
    })
    await send(simulator, 'POST', 'tokens/expire')
    expect(simulator.installations.find(tokens.accessToken).state).toBe('expired')
    await send(simulator, 'POST', 'uninstall')
    expect(simulator.installations.isInstalled()).toBe(false)
    const form = await fetch(`${simulator.url}/simulator/uninstall`, {
      method: 'POST',
      body: new URLSearchParams({ a: 'b' }),
    })
    expect(form.status).toBe(400)
    expect((await fetch(`${simulator.url}/simulator/nothing`)).status).toBe(404)
    expect((await fetch(`${simulator.url}/crm/v3/objects/deals`)).status).toBe(404)
  })
})
