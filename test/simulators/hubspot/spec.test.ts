import { describe, expect, it } from 'vitest'
import { defaultApp } from './simulator.ts'
import { hasSpecs, recordExchanges, SpecConformance } from './spec-conformance.ts'
import { testSimulator, type TestSimulator } from './test-client.ts'

describe.skipIf(!hasSpecs())(
  'against the published API description (needs ../shared/openapi/hubspot)',
  () => {
    it('sends and takes only what HubSpot describes, on every address it serves', async () => {
      const simulator = testSimulator()
      const recording = recordExchanges(simulator)
      await useEverything(simulator)
      expect(recording.count()).toBeGreaterThan(40)
      expect(Object.keys(simulator.calls.byStatus()).sort()).toEqual(['200', '201', '204', '207'])
      expect(recording.problems()).toEqual([])
    })

    it('describes its refusals as HubSpot does', async () => {
      const simulator = testSimulator({ limits: { scale: 0.01 } })
      const recording = recordExchanges(simulator)
      const { api } = simulator
      for (let i = 0; i < 3; i += 1)
        await api.post('/crm/objects/2026-03/0-3/search', { sorts: ['nonsense'] })
      for (let i = 0; i < 3; i += 1) await api.get('/crm/owners/2026-03/404')
      simulator.limits.set(false)
      for (const status of [401, 403, 423, 500] as const) {
        simulator.faults.plan('/crm/owners', { status })
        await api.get('/crm/owners/2026-03')
      }
      await api.form('/oauth/2026-03/token', { grant_type: 'refresh_token' })
      simulator.installations.expireAccessTokens()
      await api.get('/crm/owners/2026-03')
      expect(recording.problems()).toEqual([])
    })

    it('notices a wrong reply, a wrong request and an unknown address', () => {
      const exchange = {
        method: 'GET',
        path: '/crm/owners/2026-03',
        query: '',
        requestContentType: '',
        requestBody: '',
        status: 200,
        responseBody: '{"results":[{"id":7}]}',
      }
      const problems = new SpecConformance().check([
        exchange,
        { ...exchange, query: '?colour=red', responseBody: '{"results":[]}' },
        { ...exchange, path: '/crm/v3/owners' },
        {
          ...exchange,
          method: 'POST',
          path: '/crm/objects/2026-03/0-3/batch/read',
          requestContentType: 'application/json',
          requestBody: '{"inputs":[{"id":1}]}',
          responseBody: '',
        },
      ])
      for (const part of [
        '/results/0/id must be string',
        'colour is not a parameter',
        'not in the description',
        'request: /inputs/0/id',
      ])
        expect(problems.join('\n')).toContain(part)
    })
  },
)

async function useEverything({ api, portal, tokens }: TestSimulator): Promise<void> {
  const owner = portal.owners.add({
    userId: 1001,
    email: 'r@meridian.example',
    firstName: 'Riley',
    lastName: 'Reyes',
  })
  const gone = portal.owners.add({
    userId: 1009,
    email: 'g@meridian.example',
    firstName: 'Gone',
    lastName: 'Person',
  })
  portal.owners.deactivate(gone.id)
  const deals = '/crm/objects/2026-03/0-3'
  const companies = '/crm/objects/2026-03/0-2'
  await api.post(companies, { properties: { name: 'Acme', domain: 'acme.example' } })
  await api.post(`${companies}/batch/create`, {
    inputs: [{ properties: { name: 'B' } }, { properties: { name: 'C' } }],
  })
  const primary = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 5 }]
  const associations = [{ to: { id: '5000000001' }, types: primary }]
  await api.post(deals, {
    properties: { dealname: 'A', amount: '5', dealstage: 'contractsent' },
    associations,
  })
  const inputs = ['B', 'C', 'D'].map((dealname) => ({ properties: { dealname, hubspot_owner_id: owner.id } }))
  await api.post(`${deals}/batch/create`, { inputs })
  portal.setParent('5000000002', '5000000001')
  for (let i = 0; i < 120; i += 1)
    portal.associate('9000000002', portal.createCompany({ properties: { name: `N${i}` } }).id)
  await api.get(
    `${deals}?limit=2&properties=amount,dealname,hs_is_closed&associations=companies&archived=false`,
  )
  await api.get(`${deals}?limit=2&after=9000000003`)
  await api.get(`${companies}?properties=name,hs_parent_company_id`)
  await api.get(`${deals}/9000000001?properties=amount&associations=companies`)
  await api.get(`${companies}/5000000001?associations=deals`)
  await api.patch(`${deals}/9000000001`, { properties: { amount: '6', closedate: null } })
  await api.post(`${deals}/batch/read`, { inputs: [{ id: '9000000001' }], properties: ['amount'] })
  await api.post(`${deals}/batch/read?archived=true`, { inputs: [{ id: '9000000001' }], properties: [] })
  await api.post(`${companies}/batch/read`, {
    inputs: [{ id: '5000000001' }, { id: '1' }],
    properties: ['name'],
  })
  const update = (id: string) => ({ id, properties: { amount: '8' }, objectWriteTraceId: id })
  await api.post(`${deals}/batch/update`, { inputs: [update('9000000001')] })
  await api.post(`${deals}/batch/update`, { inputs: [update('9000000001'), update('1')] })
  const filters = [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: '0' }]
  const search = {
    filterGroups: [{ filters }],
    sorts: ['hs_lastmodifieddate'],
    limit: 2,
    properties: ['amount'],
  }
  await api.post(`${deals}/search`, search)
  await api.post(`${deals}/search`, { ...search, after: '2' })
  await api.post(`${companies}/search`, search)
  await api.post('/crm/associations/2026-03/0-3/0-2/batch/read', {
    inputs: [{ id: '9000000001' }, { id: '9000000002', after: '5000000050' }],
  })
  await api.post('/crm/associations/2026-03/0-3/0-2/batch/read', { inputs: [{ id: '9000000003' }] })
  await api.post('/crm/associations/2026-03/0-2/0-2/batch/read', { inputs: [{ id: '5000000001' }] })
  const link = { from: { id: '9000000003' }, to: { id: '5000000001' }, types: primary }
  await api.post('/crm/associations/2026-03/0-3/0-2/batch/create', { inputs: [link] })
  await api.post('/crm/associations/2026-03/0-3/0-2/batch/create', {
    inputs: [link, { ...link, from: { id: '1' } }],
  })
  await api.post('/crm/associations/2026-03/0-3/0-2/batch/archive', {
    inputs: [{ from: { id: '9000000003' }, to: [{ id: '5000000001' }] }],
  })
  await api.get(`${deals}/9000000002/associations/0-2?limit=50`)
  await api.post(`${deals}/merge`, { primaryObjectId: '9000000001', objectIdToMerge: '9000000002' })
  await api.post(`${companies}/merge`, { primaryObjectId: '5000000002', objectIdToMerge: '5000000003' })
  await api.delete(`${deals}/9000000003`)
  await api.post(`${deals}/batch/archive`, { inputs: [{ id: '9000000004' }] })
  await api.get(`${deals}?archived=true`)
  await api.get('/crm/owners/2026-03?limit=1')
  await api.get('/crm/owners/2026-03?archived=true')
  await api.get('/crm/owners/2026-03/1001?idProperty=userId')
  await api.get('/crm/pipelines/2026-03/deals')
  await api.get('/crm/pipelines/2026-03/0-3/default')
  await api.get('/crm/pipelines/2026-03/deals/default/stages')
  await api.post('/crm/properties/2026-03/0-3/groups', { name: 'partner_desk', label: 'Partner Desk' })
  await api.get('/crm/properties/2026-03/0-3/groups')
  await api.get('/crm/properties/2026-03/0-3/groups/partner_desk')
  const property = {
    label: 'P',
    groupName: 'partner_desk',
    type: 'number',
    fieldType: 'number',
    showCurrencySymbol: true,
  }
  await api.post('/crm/properties/2026-03/0-3', { ...property, name: 'partner_desk_commission' })
  await api.post('/crm/properties/2026-03/0-3/batch/create', {
    inputs: ['partner_desk_a', 'partner_desk_commission'].map((name) => ({ ...property, name })),
  })
  await api.get('/crm/properties/2026-03/0-3')
  await api.get('/crm/properties/2026-03/0-3/partner_desk_commission')
  await api.delete('/crm/properties/2026-03/0-3/partner_desk_a')
  await api.get('/account-info/2026-03/details')
  const client = { client_id: defaultApp.clientId, client_secret: defaultApp.clientSecret }
  const tokenPath = '/oauth/2026-03/token'
  await api.form(tokenPath, { ...client, grant_type: 'refresh_token', refresh_token: tokens.refreshToken })
  await api.form(`${tokenPath}/introspect`, {
    ...client,
    token: tokens.accessToken,
    token_type_hint: 'access_token',
  })
  await api.form(`${tokenPath}/introspect`, { ...client, token: tokens.refreshToken })
  await api.delete('/appinstalls/2026-03/external-install')
  await api.form(`${tokenPath}/revoke`, { ...client, token: tokens.refreshToken })
}
