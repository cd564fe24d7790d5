import { describe, expect, it } from 'vitest'
import { columnOf, errorCodeOf, testSimulator, type Reply } from './test-client.ts'

interface Saved {
  id?: string
  success: boolean
  errors: { statusCode: string; message: string; fields: string[] }[]
  created?: boolean
}
const savedOf = (reply: Reply): Saved[] => reply.body as Saved[] // asked for by tests of a collection's reply only
const codesOf = (reply: Reply): string[] =>
  savedOf(reply).map(({ success, errors }) => (success ? 'saved' : (errors[0]?.statusCode ?? '')))

const opportunity = { type: 'Opportunity' }

function withDeals(count: number) {
  const simulator = testSimulator()
  const account = simulator.org.createAccount({ Name: 'Acme' })
  const deals = Array.from({ length: count }, (_each, index) =>
    simulator.org.createOpportunity({ Name: `Deal ${index}`, Amount: '10', AccountId: account.id }),
  )
  return { ...simulator, account, deals, idAt: (index: number): string => deals[index]?.id ?? '' }
}

describe('collections', () => {
  it('save what they can and say of each other record why not', async () => {
    const { api, org, idAt } = withDeals(4)
    org.delete(idAt(1))
    org.purge(idAt(2))
    org.unshare(idAt(3))
    const records = [
      { attributes: opportunity, id: idAt(0), Amount: 1234.5 },
      { attributes: opportunity, id: idAt(1), Amount: 1 },
      { attributes: opportunity, id: idAt(2), Amount: 1 },
      { attributes: opportunity, id: idAt(3), Amount: 1 },
      { attributes: opportunity, id: '006Hp0000000zzzIAA', Amount: 1 },
      { attributes: opportunity, id: idAt(0), Name: 'x'.repeat(121) },
      { attributes: opportunity, id: idAt(0), Amount: 'much' },
      { attributes: opportunity, id: idAt(0), CloseDate: '2026-02-30' },
      { attributes: opportunity, id: idAt(0), Nme: 'x' },
      { attributes: opportunity, id: idAt(0), IsClosed: true },
      { attributes: opportunity, id: idAt(0), AccountId: '001Hp0000000zzzIAA' },
      { attributes: opportunity, id: idAt(0), Name: null },
      { attributes: opportunity, id: idAt(0), Amount: 1e17 },
    ]
    const reply = await api.patch('/composite/sobjects', { allOrNone: false, records })
    expect(codesOf(reply)).toEqual([
      'saved',
      'ENTITY_IS_DELETED',
      'ENTITY_IS_DELETED',
      'INSUFFICIENT_ACCESS_OR_READONLY',
      'INVALID_CROSS_REFERENCE_KEY',
      'STRING_TOO_LONG',
      'JSON_PARSER_ERROR',
      'JSON_PARSER_ERROR',
      'INVALID_FIELD',
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      'INVALID_CROSS_REFERENCE_KEY',
      'REQUIRED_FIELD_MISSING',
      'NUMBER_OUTSIDE_VALID_RANGE',
    ])
    expect(org.record(idAt(0)).values).toMatchObject({ Amount: '1234.5', Name: 'Deal 0' })
  })

  it('save nothing when all or none is asked and one record is wrong', async () => {
    const { api, org, idAt } = withDeals(2)
    const records = [
      { attributes: opportunity, id: idAt(0), Amount: 99 },
      { attributes: opportunity, id: idAt(1), Name: '' },
    ]
    const reply = await api.patch('/composite/sobjects', { allOrNone: true, records })
    expect(codesOf(reply)).toEqual(['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING'])
    expect(org.record(idAt(0)).values.Amount).toBe('10')
  })

  it('fail on rows that are locked, themselves or their account, as often as planned', async () => {
    const { api, rowLocks, account, idAt } = withDeals(2)
    const records = [0, 1].map((index) => ({ attributes: opportunity, id: idAt(index), Amount: 5 }))
    rowLocks.lock(idAt(1))
    expect(codesOf(await api.patch('/composite/sobjects', { records }))).toEqual([
      'saved',
      'UNABLE_TO_LOCK_ROW',
    ])
    rowLocks.lock(account.id, 2)
    expect(codesOf(await api.patch('/composite/sobjects', { records }))).toEqual([
      'UNABLE_TO_LOCK_ROW',
      'UNABLE_TO_LOCK_ROW',
    ])
    expect(codesOf(await api.patch('/composite/sobjects', { records }))).toEqual(['saved', 'saved'])
  })

  it('take two hundred records and not one more', async () => {
    const { api } = testSimulator()
    const records = Array.from({ length: 201 }, () => ({ attributes: { type: 'Account' }, Name: 'A' }))
    expect(errorCodeOf(await api.post('/composite/sobjects', { records }))).toBe('EXCEEDED_ID_LIMIT')
    expect(savedOf(await api.post('/composite/sobjects', { records: records.slice(1) }))).toHaveLength(200)
  })

  it('create once and update afterwards by external id', async () => {
    const { api, org, idAt } = withDeals(1)
    const send = (Status__c: string) =>
      api.patch('/composite/sobjects/Deal_Registration__c/External_Id__c', {
        records: [
          {
            attributes: { type: 'Deal_Registration__c' },
            External_Id__c: 'r-1',
            Name: 'R',
            Opportunity__c: idAt(0),
            Status__c,
          },
        ],
      })
    expect(savedOf(await send('Waiting'))).toMatchObject([{ success: true, created: true }])
    expect(savedOf(await send('Approved'))).toMatchObject([{ success: true, created: false }])
    expect([...org.active('Deal_Registration__c')].map(({ values }) => values.Status__c)).toEqual([
      'Approved',
    ])
  })

  it('answer null for a record that is gone or not shared', async () => {
    const { api, org, idAt } = withDeals(3)
    org.delete(idAt(1))
    org.unshare(idAt(2))
    const ids = [idAt(0), idAt(1), idAt(2), '006Hp0000000zzzIAA']
    const reply = await api.post('/composite/sobjects/Opportunity', { ids, fields: ['Id', 'Name'] })
    expect(reply.body).toEqual([expect.objectContaining({ Name: 'Deal 0' }), null, null, null])
  })

  it('delete', async () => {
    const { api, org, idAt } = withDeals(2)
    expect(
      codesOf(await api.delete(`/composite/sobjects?ids=${idAt(0)},${idAt(1)}&allOrNone=false`)),
    ).toEqual(['saved', 'saved'])
    expect(org.count('Opportunity')).toBe(0)
  })
})

describe('one record', () => {
  it('is created, read, changed and deleted', async () => {
    const { api, org } = testSimulator()
    const created = await api.post('/sobjects/Opportunity', {
      Name: ' New ',
      StageName: 'Prospecting',
      CloseDate: '2026-12-24',
      Amount: 0.1,
    })
    expect(created.status).toBe(201)
    const { id } = created.body as { id: string } // a created record's reply
    expect(
      (await api.patch(`/sobjects/Opportunity/${id.slice(0, 15)}`, { StageName: 'Closed Won' })).status,
    ).toBe(204)
    expect(
      (await api.get(`/sobjects/Opportunity/${id}?fields=Name,Amount,IsWon,Probability`)).body,
    ).toMatchObject({
      Name: 'New',
      Amount: 0.1,
      IsWon: true,
      Probability: 100,
    })
    expect((await api.delete(`/sobjects/Opportunity/${id}`)).status).toBe(204)
    expect(errorCodeOf(await api.get(`/sobjects/Opportunity/${id}`))).toBe('NOT_FOUND')
    expect(errorCodeOf(await api.patch(`/sobjects/Opportunity/${id}`, { Amount: 1 }))).toBe(
      'ENTITY_IS_DELETED',
    )
    expect(org.count('Opportunity')).toBe(0)
  })

  it('keeps every digit of an amount that is written', async () => {
    const { api, org, idAt } = withDeals(1)
    const answer = await api.patch(`/sobjects/Opportunity/${idAt(0)}`, '{"Amount": 9007199254740993.01}')
    expect(answer.status).toBe(204)
    expect(org.record(idAt(0)).values.Amount).toBe('9007199254740993.01')
  })

  it('needs its required fields', async () => {
    const reply = await testSimulator().api.post('/sobjects/Opportunity', { Name: 'No stage' })
    expect(reply.body).toMatchObject([
      { errorCode: 'REQUIRED_FIELD_MISSING', fields: ['StageName', 'CloseDate'] },
    ])
  })
})

describe('composite', () => {
  const sub = (referenceId: string, method: string, url: string, body?: object) => ({
    referenceId,
    method,
    url: `/services/data/v68.0${url}`,
    ...(body !== undefined && { body }),
  })
  const account = sub('acme', 'POST', '/sobjects/Account', { Name: 'Acme' })
  const deal = sub('deal', 'POST', '/sobjects/Opportunity', {
    Name: 'D',
    StageName: 'Prospecting',
    CloseDate: '2026-12-24',
    AccountId: '@{acme.id}',
  })

  it('runs its parts in order with the ids of earlier ones, as one call', async () => {
    const { api, org, calls, dailyCalls } = testSimulator()
    const reply = await api.post('/composite', { compositeRequest: [account, deal] })
    expect(reply.body).toMatchObject({
      compositeResponse: [{ httpStatusCode: 201 }, { httpStatusCode: 201 }],
    })
    const [created] = org.active('Opportunity')
    expect(org.record(String(created?.values.AccountId)).values.Name).toBe('Acme')
    expect([calls.byKind(), dailyCalls.used]).toEqual([{ composite: 1 }, 1])
  })

  it('undoes every part when all or none is asked', async () => {
    const { api, org } = testSimulator()
    const wrong = sub('wrong', 'POST', '/sobjects/Account', {})
    const reply = await api.post('/composite', { allOrNone: true, compositeRequest: [account, wrong] })
    expect(reply.body).toMatchObject({
      compositeResponse: [
        { body: [{ errorCode: 'PROCESSING_HALTED' }] },
        { body: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] },
      ],
    })
    expect(org.count('Account')).toBe(0)
  })

  it('takes 25 parts, five queries among them', async () => {
    const { api } = testSimulator()
    const gets = (count: number, url: string) =>
      Array.from({ length: count }, (_each, index) => sub(`r${index}`, 'GET', url))
    const status = async (compositeRequest: object[]) =>
      (await api.post('/composite', { compositeRequest })).status
    expect(await status(gets(25, '/limits'))).toBe(200)
    expect(await status(gets(26, '/limits'))).toBe(400)
    expect(await status(gets(6, '/query?q=SELECT+Id+FROM+Account'))).toBe(400)
  })
})

it('shows native partners of an opportunity, with one primary at most', async () => {
  const { api, org, idAt, account } = withDeals(1)
  const other = org.createAccount({ Name: 'Reseller' })
  for (const AccountToId of [account.id, other.id]) {
    const body = { OpportunityId: idAt(0), AccountToId, Role: 'Reseller', IsPrimary: true }
    expect((await api.post('/sobjects/Partner', body)).status).toBe(201)
  }
  const reply = await api.query('SELECT AccountToId, IsPrimary FROM OpportunityPartner ORDER BY Id')
  expect(columnOf(reply, 'IsPrimary')).toEqual([false, true])
  const [partner] = org.active('Partner')
  expect((await api.patch(`/sobjects/Partner/${partner?.id ?? ''}`, { Role: 'x' })).status).toBe(400)
  org.delete(partner?.id ?? '')
  const left = await api.query('SELECT AccountToId, IsPrimary FROM OpportunityPartner')
  expect(columnOf(left, 'AccountToId')).toEqual([other.id])
  org.delete(idAt(0))
  expect(org.count('OpportunityPartner')).toBe(0)
  expect(org.store.deletions('OpportunityPartner')).toHaveLength(2)
})

it('has no object for a caller without permission on it, nor a way to it', async () => {
  const { api, org } = withDeals(1)
  org.visibility.hideObject('Contact')
  expect((await api.get('/sobjects/Contact/describe')).status).toBe(404)
  expect(errorCodeOf(await api.query('SELECT Id FROM Contact'))).toBe('INVALID_TYPE')
  const through = await api.query('SELECT Contact.Name FROM OpportunityContactRole')
  expect(errorCodeOf(through)).toBe('INVALID_FIELD')
  org.visibility.showObject('Contact')
  expect((await api.get('/sobjects/Contact/describe')).status).toBe(200)
})
