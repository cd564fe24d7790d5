import { describe, expect, it } from 'vitest'
import { afterOf, idsOf, testSimulator, type TestSimulator } from './test-client.ts'

const dealsPath = '/crm/objects/2026-03/0-3'

function withDeals(count: number): TestSimulator {
  const simulator = testSimulator()
  for (let i = 0; i < count; i += 1) {
    simulator.portal.createDeal({
      properties: { dealname: `Deal ${i}`, amount: `${i}.50`, dealstage: 'contractsent' },
    })
  }
  return simulator
}

describe('listing deals', () => {
  it('pages through every deal once, ten at a time unless asked', async () => {
    const { api } = withDeals(23)
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await api.get(`${dealsPath}${after === undefined ? '' : `?after=${after}`}`)
      expect(idsOf(page).length).toBeLessThanOrEqual(10)
      seen.push(...idsOf(page))
      after = afterOf(page)
    } while (after !== undefined)
    expect(new Set(seen).size).toBe(23)
    expect(seen).toHaveLength(23)
  })

  it('refuses more than 100 deals a page', async () => {
    const { api } = withDeals(1)
    expect((await api.get(`${dealsPath}?limit=100`)).status).toBe(200)
    expect(await api.get(`${dealsPath}?limit=101`)).toMatchObject({
      status: 400,
      body: { category: 'VALIDATION_ERROR' },
    })
  })

  it('answers unset properties as null, leaves unknown ones out and calculates the closed ones', async () => {
    const { api, portal } = testSimulator()
    portal.createDeal({
      properties: { dealname: 'Won', dealstage: 'closedwon', amount: '10', deal_currency_code: 'EUR' },
    })
    const asked = 'amount,dealtype,nonsense,hs_is_closed,hs_is_closed_won,amount_in_home_currency'
    const reply = await api.get(`${dealsPath}?properties=${asked}`)
    expect(reply.body).toMatchObject({
      results: [
        {
          properties: {
            amount: '10',
            dealtype: null,
            hs_is_closed: 'true',
            hs_is_closed_won: 'true',
            amount_in_home_currency: '10.80',
            hs_object_id: '9000000001',
          },
        },
      ],
    })
    expect(JSON.stringify(reply.body)).not.toContain('nonsense')
  })

  it('shows archived deals only when asked and moves no date when archiving', async () => {
    const { api, portal } = withDeals(3)
    const before = portal.existing('0-3', '9000000002').modifiedAt
    expect((await api.delete(`${dealsPath}/9000000002`)).status).toBe(204)
    expect(idsOf(await api.get(dealsPath))).toEqual(['9000000001', '9000000003'])
    expect(idsOf(await api.get(`${dealsPath}?archived=true`))).toEqual(['9000000002'])
    expect((await api.get(`${dealsPath}/9000000002`)).status).toBe(404)
    expect(await api.get(`${dealsPath}/9000000002?archived=true`)).toMatchObject({
      status: 200,
      body: { archived: true, updatedAt: new Date(before).toISOString() },
    })
    expect(idsOf(await api.post(`${dealsPath}/search`, {}))).toEqual(['9000000001', '9000000003'])
  })

  it('cuts inline associations after 100 companies and goes on in the associations endpoint', async () => {
    const { api, portal } = withDeals(1)
    for (let i = 0; i < 130; i += 1) {
      portal.associate('9000000001', portal.createCompany({ properties: { name: `Company ${i}` } }).id)
    }
    const reply = await api.get(`${dealsPath}?associations=companies`)
    const [deal] = (reply.body as { results: { associations: { companies: InlinePage } }[] }).results // this list's shape
    const inline = deal?.associations.companies
    expect(new Set(inline?.results.map((entry) => entry.id)).size).toBe(100)
    expect(inline?.results.filter((entry) => entry.type === 'deal_to_company')).toHaveLength(1)
    const after = inline?.paging?.next.after
    const rest = await api.post('/crm/associations/2026-03/0-3/0-2/batch/read', {
      inputs: [{ id: '9000000001', after }],
    })
    const [link] = (rest.body as { results: { to: unknown[] }[] }).results // this batch's shape
    expect(link?.to).toHaveLength(30)
  })
})

interface InlinePage {
  results: { id: string; type: string }[]
  paging?: { next: { after: string } }
}

describe('writing deals', () => {
  it('refuses unknown, read-only and malformed values together and writes nothing', async () => {
    const { api, portal } = withDeals(1)
    const reply = await api.patch(`${dealsPath}/9000000001`, {
      properties: {
        dealname: 'Changed',
        partner: 'x',
        amount: 'twelve',
        closedate: '2026-02-30',
        dealtype: 'gift',
        dealstage: 'nowhere',
        hs_object_id: '1',
        deal_currency_code: 'XTS',
      },
    })
    expect(reply).toMatchObject({ status: 400, body: { status: 'error', category: 'VALIDATION_ERROR' } })
    const { errors } = reply.body as { errors: { code: string; context: { propertyName: string[] } }[] } // HubSpot's error body
    expect(Object.fromEntries(errors.map(({ code, context }) => [context.propertyName[0], code]))).toEqual({
      partner: 'PROPERTY_DOESNT_EXIST',
      amount: 'INVALID_NUMBER',
      closedate: 'INVALID_DATE',
      dealtype: 'INVALID_OPTION',
      dealstage: 'INVALID_OPTION',
      hs_object_id: 'READ_ONLY_VALUE',
      deal_currency_code: 'INVALID_OPTION',
    })
    expect(portal.existing('0-3', '9000000001').properties.dealname).toBe('Deal 0')
  })

  it('moves the modification date strictly forward even when the clock stands still or goes back', () => {
    let at = Date.parse('2026-11-21T09:00:00Z')
    const { portal } = testSimulator({ now: () => new Date(at) })
    const deal = portal.createDeal({ properties: { dealname: 'A' } })
    const stamps = [deal.modifiedAt]
    for (const step of [0, 0, -60_000, 5_000]) {
      at += step
      stamps.push(portal.update('0-3', deal.id, { dealname: `A${stamps.length}` }).modifiedAt)
    }
    expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => a - b))
  })

  it('dates a deal that enters a closed stage unless the same write does', async () => {
    const { api, portal } = withDeals(2)
    await api.patch(`${dealsPath}/9000000001`, { properties: { dealstage: 'closedwon' } })
    await api.patch(`${dealsPath}/9000000002`, {
      properties: { dealstage: 'closedwon', closedate: '2026-01-05' },
    })
    const first = portal.existing('0-3', '9000000001')
    expect(first.properties.closedate).toBe(new Date(first.modifiedAt).toISOString())
    expect(portal.existing('0-3', '9000000002').properties.closedate).toBe('2026-01-05T00:00:00.000Z')
  })

  it('updates the deals of a batch that exist and names the one that does not', async () => {
    const { api } = withDeals(2)
    const inputs = ['9000000001', '404', '9000000002'].map((id) => ({ id, properties: { amount: '7' } }))
    const reply = await api.post(`${dealsPath}/batch/update`, { inputs })
    expect(reply).toMatchObject({
      status: 207,
      body: { numErrors: 1, errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['404'] } }] },
    })
    expect(idsOf(reply)).toEqual(['9000000001', '9000000002'])
  })

  it('refuses a whole batch for one invalid value unless every input is traced', async () => {
    const { api, portal } = withDeals(2)
    const inputs = [
      { id: '9000000001', properties: { amount: '7' } },
      { id: '9000000002', properties: { amount: 'x' } },
    ]
    expect((await api.post(`${dealsPath}/batch/update`, { inputs })).status).toBe(400)
    expect(portal.existing('0-3', '9000000001').properties.amount).toBe('0.50')
    const traced = inputs.map((input, index) => ({ ...input, objectWriteTraceId: `t${index}` }))
    expect(await api.post(`${dealsPath}/batch/update`, { inputs: traced })).toMatchObject({
      status: 207,
      body: {
        results: [{ objectWriteTraceId: 't0' }],
        errors: [{ context: { objectWriteTraceId: ['t1'] } }],
      },
    })
    expect(portal.existing('0-3', '9000000001').properties.amount).toBe('7')
  })

  it('takes 100 inputs a batch and 1,000 for reading associations, not one more', async () => {
    const { api } = withDeals(1)
    const many = (count: number) => ({
      inputs: Array.from({ length: count }, (_, i) => ({ id: String(i + 1) })),
    })
    expect((await api.post(`${dealsPath}/batch/read`, many(100))).status).toBe(207)
    expect((await api.post(`${dealsPath}/batch/read`, many(101))).status).toBe(400)
    expect((await api.post('/crm/associations/2026-03/0-3/0-2/batch/read', many(1_000))).status).toBe(207)
    expect((await api.post('/crm/associations/2026-03/0-3/0-2/batch/read', many(1_001))).status).toBe(400)
  })
})

describe('merging', () => {
  it('makes a third record which both old ids answer, and lists it alone', async () => {
    const { api, portal } = withDeals(3)
    const company = portal.createCompany({ properties: { name: 'Acme' } })
    portal.associate('9000000002', company.id)
    const merged = await api.post(`${dealsPath}/merge`, {
      primaryObjectId: '9000000001',
      objectIdToMerge: '9000000002',
    })
    expect(merged).toMatchObject({ status: 200, body: { id: '9000000004' } })
    expect(idsOf(await api.get(dealsPath))).toEqual(['9000000003', '9000000004'])
    expect(idsOf(await api.get(`${dealsPath}?archived=true`))).toEqual([])
    for (const old of ['9000000001', '9000000002']) {
      expect(
        await api.get(`${dealsPath}/${old}?properties=hs_merged_object_ids,dealname&associations=companies`),
      ).toMatchObject({
        status: 200,
        body: {
          id: '9000000004',
          properties: { hs_merged_object_ids: '9000000001;9000000002', dealname: 'Deal 0' },
          associations: { companies: { results: [{ id: company.id }, { id: company.id }] } },
        },
      })
    }
    const batch = { inputs: [{ id: '9000000001' }, { id: '9000000002' }] }
    expect(idsOf(await api.post(`${dealsPath}/batch/read`, batch))).toEqual(['9000000004'])
  })

  it('keeps parents and deals of merged companies', async () => {
    const { portal } = withDeals(1)
    const [parent, a, b, child] = ['Parent', 'A', 'B', 'Child'].map((name) =>
      portal.createCompany({ properties: { name } }),
    )
    if (!parent || !a || !b || !child) throw new Error('four companies were created')
    portal.setParent(a.id, parent.id)
    portal.setParent(child.id, b.id)
    portal.associate('9000000001', b.id)
    const merged = portal.merge('0-2', a.id, b.id)
    expect(portal.associations.parentOf(merged.id)).toBe(parent.id)
    expect(portal.associations.parentOf(child.id)).toBe(merged.id)
    expect(portal.associations.primaryCompanyOf('9000000001')).toBe(merged.id)
  })
})

describe('scopes', () => {
  it.each([
    ['listing deals', 'crm.objects.deals.read', 'GET', dealsPath],
    ['searching companies', 'crm.objects.companies.read', 'POST', '/crm/objects/2026-03/companies/search'],
    ['writing deals', 'crm.objects.deals.write', 'POST', `${dealsPath}/batch/update`],
    ['owners', 'crm.objects.owners.read', 'GET', '/crm/owners/2026-03'],
    ['creating properties', 'crm.schemas.deals.write', 'POST', '/crm/properties/2026-03/0-3'],
    ['account details', 'oauth', 'GET', '/account-info/2026-03/details'],
  ])('%s needs %s', async (_what, scope, method, path) => {
    const { api } = testSimulator({ scopes: ['crm.objects.contacts.read'] })
    const reply = method === 'GET' ? await api.get(path) : await api.post(path, {})
    expect(reply.status).toBe(403)
    expect(reply.body).toMatchObject({ category: 'MISSING_SCOPES' })
    expect(JSON.stringify(reply.body)).toContain(scope)
  })
})

describe('owners and properties', () => {
  it('finds an owner by the login behind it and keeps a departed one among the archived', async () => {
    const { api, portal } = testSimulator()
    const owner = portal.owners.add({
      userId: 1001,
      email: 'r@meridian.example',
      firstName: 'Riley',
      lastName: 'Reyes',
    })
    expect(await api.get('/crm/owners/2026-03/1001?idProperty=userId')).toMatchObject({
      body: { id: owner.id },
    })
    expect((await api.get('/crm/owners/2026-03/1001')).status).toBe(404)
    portal.owners.deactivate(owner.id)
    expect(idsOf(await api.get('/crm/owners/2026-03'))).toEqual([])
    const archived = await api.get('/crm/owners/2026-03?archived=true')
    expect(archived.body).toMatchObject({ results: [{ id: owner.id, userIdIncludingInactive: 1001 }] })
    expect(JSON.stringify(archived.body)).not.toContain('"userId"')
  })

  it('creates a group and a property once and answers 409 the second time', async () => {
    const { api } = withDeals(1)
    const group = { name: 'partner_desk', label: 'Partner Desk' }
    const property = {
      name: 'partner_desk_partner',
      label: 'Partner',
      groupName: 'partner_desk',
      type: 'string',
      fieldType: 'text',
    }
    expect((await api.post('/crm/properties/2026-03/0-3', property)).status).toBe(400)
    expect((await api.post('/crm/properties/2026-03/0-3/groups', group)).status).toBe(201)
    expect((await api.post('/crm/properties/2026-03/0-3/groups', group)).status).toBe(409)
    expect((await api.post('/crm/properties/2026-03/0-3', property)).status).toBe(201)
    expect((await api.post('/crm/properties/2026-03/0-3', property)).status).toBe(409)
    const written = await api.patch(`${dealsPath}/9000000001`, {
      properties: { partner_desk_partner: 'Northwind' },
    })
    expect(written).toMatchObject({
      status: 200,
      body: { properties: { partner_desk_partner: 'Northwind' } },
    })
  })
})
