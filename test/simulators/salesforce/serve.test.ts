import { afterEach, describe, expect, it } from 'vitest'
import { integrationUserId } from './demo-people.ts'
import { startSalesforceSimulator, type RunningSimulator, type ServeOptions } from './serve.ts'

const running: RunningSimulator[] = []
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close()
})

async function start(options: ServeOptions = {}): Promise<RunningSimulator> {
  const simulator = await startSalesforceSimulator({ seed: 'meridian', ...options })
  simulator.installations.addStaticToken('session', integrationUserId)
  running.push(simulator)
  return simulator
}

const get = (simulator: RunningSimulator, path: string, signal?: AbortSignal): Promise<Response> =>
  fetch(`${simulator.url}${path}`, {
    headers: { Authorization: 'Bearer session' },
    redirect: 'manual',
    ...(signal !== undefined && { signal }),
  })
const limits = '/services/data/v68.0/limits'

describe('planned faults over HTTP', () => {
  it('answers each planned failure once and then as usual', async () => {
    const simulator = await start()
    simulator.faults.plan('GET /services/data', { status: 503 })
    simulator.faults.plan('limits', { error: 'REQUEST_LIMIT_EXCEEDED' })
    simulator.faults.plan(/limits/, { status: 401 })
    simulator.faults.plan(/limits/, { status: 302, location: 'http://elsewhere.example/' })
    simulator.faults.plan(/limits/, { status: 502 })
    const seen: unknown[] = []
    for (let i = 0; i < 6; i += 1) {
      const reply = await get(simulator, limits)
      const text = await reply.text()
      seen.push([reply.status, /"errorCode":"(\w+)"/.exec(text)?.[1]])
    }
    expect(seen).toEqual([
      [503, 'SERVER_UNAVAILABLE'],
      [403, 'REQUEST_LIMIT_EXCEEDED'],
      [401, 'INVALID_SESSION_ID'],
      [302, undefined],
      [502, undefined],
      [200, undefined],
    ])
    expect(simulator.calls.byStatus()).toEqual({ 200: 1, 302: 1, 401: 1, 403: 1, 502: 1, 503: 1 })
  })

  it('cuts the connection, or holds it until the caller gives up', async () => {
    const simulator = await start()
    simulator.faults.plan('limits', { reset: true })
    await expect(get(simulator, limits)).rejects.toThrow()
    simulator.faults.plan('limits', { hang: true })
    const caller = new AbortController()
    const hanging = get(simulator, limits, caller.signal)
    await expect.poll(() => simulator.faults.pending()).toBe(0)
    caller.abort()
    await expect(hanging).rejects.toThrow()
    expect((await get(simulator, limits)).status).toBe(200)
  })

  it('can lose the answer of a write that took effect', async () => {
    const simulator = await start()
    simulator.faults.plan('PATCH', { reset: true }, { afterwards: true })
    const [deal] = simulator.org.active('Opportunity')
    const written = fetch(`${simulator.url}/services/data/v68.0/sobjects/Opportunity/${deal?.id ?? ''}`, {
      method: 'PATCH',
      headers: { Authorization: 'Bearer session', 'Content-Type': 'application/json' },
      body: JSON.stringify({ Amount: 1 }),
    })
    await expect(written).rejects.toThrow()
    expect(deal?.values.Amount).toBe('1')
  })
})

describe('the daily limit', () => {
  it('is told with every reply, and refuses what goes beyond', async () => {
    const simulator = await start({ dailyCallLimit: 2 })
    expect((await get(simulator, limits)).headers.get('sforce-limit-info')).toBe('api-usage=1/2')
    expect((await get(simulator, '/services/data/v68.0/sobjects')).status).toBe(200)
    const over = await get(simulator, limits)
    expect([over.status, over.headers.get('sforce-limit-info')]).toEqual([403, 'api-usage=2/2'])
    expect(await over.json()).toEqual([
      { message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' },
    ])
    simulator.dailyCalls.limit = 10
    expect((await get(simulator, limits)).status).toBe(200)
  })

  it('is not touched by requests without a session', async () => {
    const simulator = await start()
    expect((await fetch(`${simulator.url}${limits}`)).status).toBe(401)
    expect((await fetch(`${simulator.url}/services/data`)).status).toBe(200)
    expect(simulator.dailyCalls.used).toBe(0)
  })
})

it.each(['/nothing', '/services/data/v67.0/limits', '/services/data/v68.0/sobjects/Nothing/describe'])(
  'answers %s as not found',
  async (path) => {
    const reply = await get(await start(), path)
    expect([reply.status, await reply.json()]).toEqual([
      404,
      [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }],
    ])
  },
)

describe('getUserInfo', () => {
  const ask = (simulator: RunningSimulator, session: string): Promise<Response> =>
    fetch(`${simulator.url}/services/Soap/u/68.0`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml', SOAPAction: '""' },
      body: `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header><SessionHeader xmlns="urn:partner.soap.sforce.com"><sessionId>${session}</sessionId></SessionHeader></soapenv:Header><soapenv:Body><getUserInfo xmlns="urn:partner.soap.sforce.com"></getUserInfo></soapenv:Body></soapenv:Envelope>`,
    })

  it('tells the currency and the time zone of the org', async () => {
    const text = await (await ask(await start(), 'session')).text()
    expect(text).toContain('<orgDefaultCurrencyIsoCode>USD</orgDefaultCurrencyIsoCode>')
    expect(text).toContain('<organizationMultiCurrency>false</organizationMultiCurrency>')
    expect(text).toContain('<userTimeZone>America/New_York</userTimeZone>')
  })

  it('is a fault without a session', async () => {
    const reply = await ask(await start(), 'none')
    expect(reply.status).toBe(500)
    expect(await reply.text()).toContain('<faultcode>sf:INVALID_SESSION_ID</faultcode>')
  })
})

describe('the control API', () => {
  const send = (simulator: RunningSimulator, method: string, path: string, body: unknown = {}) =>
    fetch(`${simulator.url}/simulator/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('finds, creates and edits an opportunity under the same rules as the API', async () => {
    const simulator = await start()
    const found = await fetch(`${simulator.url}/simulator/opportunities?search=rollout%20cancity`)
    expect(await found.json()).toMatchObject({ total: 1, results: [{ name: 'Cancity warehouse rollout' }] })
    const [deal] = simulator.org.active('Opportunity')
    const path = `records/${deal?.id ?? ''}`
    const edited = await send(simulator, 'PATCH', path, { values: { StageName: 'Closed Won', Amount: 12.5 } })
    expect(await edited.json()).toMatchObject({ values: { IsWon: true, Amount: '12.5' } })
    const refused = await send(simulator, 'PATCH', path, { values: { Amount: 'much' } })
    expect(refused.status).toBe(400)
    const created = await send(simulator, 'POST', 'records', { object: 'Account', values: { Name: 'New' } })
    expect(await created.json()).toMatchObject({ object: 'Account', values: { Name: 'New' } })
  })

  it('changes as many opportunities as asked, keeping every amount', async () => {
    const simulator = await start()
    const amounts = () => [...simulator.org.active('Opportunity')].map(({ values }) => values.Amount)
    const before = amounts()
    expect(await (await send(simulator, 'POST', 'opportunities/change', { count: 25 })).json()).toEqual({
      changed: 25,
    })
    const renamed = [...simulator.org.active('Opportunity')].filter(({ values }) =>
      String(values.Name).endsWith('(revision 1)'),
    )
    expect(renamed).toHaveLength(25)
    expect(amounts()).toEqual(before)
  })

  it('deletes, purges, shares and hides', async () => {
    const simulator = await start()
    const { org } = simulator
    const [first, second, third] = [...org.active('Opportunity')].map(({ id }) => id)
    await send(simulator, 'POST', `records/${first ?? ''}/delete`)
    await send(simulator, 'POST', `records/${second ?? ''}/purge`)
    await send(simulator, 'POST', `records/${third ?? ''}/unshare`)
    await send(simulator, 'POST', 'fields', { name: 'Opportunity.Amount', access: 'hidden' })
    expect(org.record(first ?? '').values.IsDeleted).toBe(true)
    expect(org.store.find(second ?? '')).toBeUndefined()
    expect(await (await fetch(`${simulator.url}/simulator/state`)).json()).toMatchObject({
      opportunities: 29,
      hiddenFields: ['opportunity.amount'],
      hiddenRecords: [third],
    })
    await send(simulator, 'POST', `records/${first ?? ''}/undelete`)
    expect(org.record(first ?? '').values.IsDeleted).toBe(false)
    expect((await send(simulator, 'POST', 'records/006000000000000AAA/delete')).status).toBe(400)
  })

  it('expires tokens, uninstalls, limits, plans faults and tells the calls', async () => {
    const simulator = await start()
    const tokens = simulator.installations.install({ userId: integrationUserId })
    await get(simulator, limits)
    expect(await (await fetch(`${simulator.url}/simulator/calls`)).json()).toMatchObject({
      byKind: { limits: 1 },
    })
    await send(simulator, 'POST', 'tokens/expire')
    expect(simulator.installations.userOf(tokens.accessToken)).toBeUndefined()
    await send(simulator, 'POST', 'limits', { limit: 50, used: 50 })
    expect((await get(simulator, limits)).status).toBe(403)
    await send(simulator, 'POST', 'limits', { used: 0 })
    await send(simulator, 'POST', 'faults', { target: 'limits', fault: { status: 503 } })
    expect((await get(simulator, limits)).status).toBe(503)
    await send(simulator, 'POST', 'uninstall')
    expect(simulator.installations.isInstalled()).toBe(false)
    expect(simulator.org.settings.packageInstalled).toBe(false)
  })

  it('refuses what is not JSON and what there is not', async () => {
    const simulator = await start()
    const form = await fetch(`${simulator.url}/simulator/uninstall`, {
      method: 'POST',
      body: new URLSearchParams({ a: 'b' }),
    })
    expect(form.status).toBe(400)
    expect(simulator.org.settings.packageInstalled).toBe(true)
    expect((await fetch(`${simulator.url}/simulator/nothing`)).status).toBe(404)
  })
})
