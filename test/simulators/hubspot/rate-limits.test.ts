import { describe, expect, it } from 'vitest'
import { testSimulator } from './test-client.ts'

describe('limits', () => {
  it('admits 110 requests in any ten seconds and says how many are left', async () => {
    let at = 1_000_000
    const { api } = testSimulator({ limits: { scale: 1 }, machineNow: () => at })
    const first = await api.get('/crm/owners/2026-03')
    expect(first.headers.get('x-hubspot-ratelimit-max')).toBe('110')
    expect(first.headers.get('x-hubspot-ratelimit-remaining')).toBe('109')
    expect(first.headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe('10000')
    at += 5_000
    for (let i = 0; i < 109; i += 1) expect((await api.get('/crm/owners/2026-03')).status).toBe(200)
    expect(await api.get('/crm/owners/2026-03')).toMatchObject({
      status: 429,
      body: { policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT' },
    })
    at += 5_000
    expect((await api.get('/crm/owners/2026-03')).status).toBe(200)
    expect((await api.get('/crm/owners/2026-03')).status).toBe(429)
  })

  it('counts searches apart, five a second, without headers', async () => {
    let at = 1_000_000
    const { api } = testSimulator({ limits: { scale: 1 }, machineNow: () => at })
    const search = () => api.post('/crm/objects/2026-03/0-3/search', {})
    for (let i = 0; i < 5; i += 1) expect((await search()).status).toBe(200)
    const refused = await search()
    expect(refused).toMatchObject({ status: 429, body: { message: 'You have reached your secondly limit.' } })
    expect(refused.headers.get('x-hubspot-ratelimit-max')).toBeNull()
    expect((await api.get('/crm/owners/2026-03')).headers.get('x-hubspot-ratelimit-remaining')).toBe('109')
    at += 1_000
    expect((await search()).status).toBe(200)
  })
})
