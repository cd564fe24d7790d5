import { describe, expect, it } from 'vitest'
import { afterOf, idsOf, testSimulator, type TestSimulator } from './test-client.ts'

const searchPath = '/crm/objects/2026-03/0-3/search'

function withAmounts(...amounts: (string | null)[]): TestSimulator {
  const simulator = testSimulator()
  for (const amount of amounts)
    simulator.portal.createDeal({ properties: { dealname: `Worth ${amount}`, amount } })
  return simulator
}

const one = (propertyName: string, operator: string, rest: object = {}) => ({
  filterGroups: [{ filters: [{ propertyName, operator, ...rest }] }],
})

describe('searching deals', () => {
  it.each([
    ['EQ', { value: '9' }, ['9']],
    ['NEQ', { value: '9' }, ['100', '20']],
    ['GT', { value: '20' }, ['100']],
    ['GTE', { value: '20' }, ['100', '20']],
    ['LT', { value: '20' }, ['9']],
    ['LTE', { value: '20' }, ['20', '9']],
    ['BETWEEN', { value: '10', highValue: '100' }, ['100', '20']],
    ['IN', { values: ['9', '100'] }, ['100', '9']],
    ['HAS_PROPERTY', {}, ['100', '20', '9']],
    ['NOT_HAS_PROPERTY', {}, [null]],
  ])('compares numbers as numbers with %s', async (operator, rest, expected) => {
    const { api } = withAmounts('9', '100', '20', null)
    const reply = await api.post(searchPath, { ...one('amount', operator, rest), properties: ['amount'] })
    const { results } = reply.body as { results: { properties: { amount: string | null } }[] } // a search reply
    expect(results.map((deal) => deal.properties.amount).sort()).toEqual([...expected].sort())
    expect(reply.body).toMatchObject({ total: expected.length })
  })

  it('sorts by one property in either direction and refuses a second one', async () => {
    const { api } = withAmounts('9', '100', '20')
    const ids = async (sorts: unknown[]) => idsOf(await api.post(searchPath, { sorts }))
    expect(await ids(['amount'])).toEqual(['9000000001', '9000000003', '9000000002'])
    expect(await ids([{ propertyName: 'amount', direction: 'DESCENDING' }])).toEqual([
      '9000000002',
      '9000000003',
      '9000000001',
    ])
    expect((await api.post(searchPath, { sorts: ['amount', 'dealname'] })).status).toBe(400)
  })

  it('finds each changed deal once, in the order of its last change', async () => {
    const { api, portal } = withAmounts('1', '2', '3', '4')
    const since = portal.existing('0-3', '9000000004').modifiedAt + 1
    for (const id of ['9000000003', '9000000001', '9000000003'])
      portal.update('0-3', id, { amount: `${id}.5` })
    const query = {
      ...one('hs_lastmodifieddate', 'GTE', { value: String(since) }),
      sorts: ['hs_lastmodifieddate'],
    }
    expect(idsOf(await api.post(searchPath, query))).toEqual(['9000000001', '9000000003'])
  })

  it('pages 200 at a time, and refuses to go beyond 10,000 results although the total says more', async () => {
    const { api, portal } = testSimulator()
    portal.atOneInstant(() => {
      for (let i = 0; i < 10_050; i += 1) portal.createDeal({ properties: { dealname: `Deal ${i}` } })
    })
    const instant = portal.existing('0-3', '9000000001').modifiedAt
    const page = (after: number, limit = 200) =>
      api.post(searchPath, {
        ...one('hs_lastmodifieddate', 'EQ', { value: String(instant) }),
        limit,
        after: String(after),
      })
    const last = await page(9_800)
    expect(last.body).toMatchObject({ total: 10_050 })
    expect(afterOf(last)).toBe('10000')
    expect((await page(10_000)).status).toBe(400)
    expect((await page(9_900)).status).toBe(400)
    expect((await page(0, 201)).status).toBe(400)
    const beyond = await api.post(searchPath, {
      filterGroups: [
        {
          filters: [
            { propertyName: 'hs_lastmodifieddate', operator: 'EQ', value: String(instant) },
            { propertyName: 'hs_object_id', operator: 'GT', value: '9000010000' },
          ],
        },
      ],
      sorts: ['hs_object_id'],
      limit: 100,
    })
    expect(idsOf(beyond)).toHaveLength(50)
  })

  it.each([
    ['6 groups', { filterGroups: Array.from({ length: 6 }, () => ({ filters: [] })) }],
    ['7 filters in a group', { filterGroups: [{ filters: Array.from({ length: 7 }, () => has) }] }],
    [
      'more than 18 filters',
      { filterGroups: Array.from({ length: 4 }, () => ({ filters: Array.from({ length: 5 }, () => has) })) },
    ],
    ['a body of more than 3,000 characters', { query: 'x'.repeat(3_000) }],
    [
      'an unknown property',
      { filterGroups: [{ filters: [{ propertyName: 'nonsense', operator: 'HAS_PROPERTY' }] }] },
    ],
    [
      'an unknown operator',
      { filterGroups: [{ filters: [{ propertyName: 'amount', operator: 'LIKE', value: '1' }] }] },
    ],
    ['a missing value', { filterGroups: [{ filters: [{ propertyName: 'amount', operator: 'EQ' }] }] }],
  ])('refuses %s', async (_what, body) => {
    const { api } = withAmounts('1')
    expect(await api.post(searchPath, body)).toMatchObject({
      status: 400,
      body: { category: 'VALIDATION_ERROR' },
    })
  })
})

const has = { propertyName: 'amount', operator: 'HAS_PROPERTY' }
