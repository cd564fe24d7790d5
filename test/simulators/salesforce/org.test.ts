import { describe, expect, it } from 'vitest'
import { textOf } from './record.ts'
import { columnOf, errorCodeOf, pageOf, testSimulator, type Reply } from './test-client.ts'

interface FieldReply {
  name: string
  createable: boolean
  updateable: boolean
  externalId: boolean
  picklistValues: { value: string }[]
}
const fieldsOf = (reply: Reply): FieldReply[] => (reply.body as { fields: FieldReply[] }).fields // a describe's reply

function withDeal() {
  const simulator = testSimulator()
  const account = simulator.org.createAccount({ Name: 'Acme' })
  const deal = simulator.org.createOpportunity({ Name: 'Deal', Amount: '5', AccountId: account.id })
  return { ...simulator, account, deal }
}

const span = 'start=2026-11-21T08:00:00Z&end=2026-11-21T12:00:00Z'

describe('the recycle bin', () => {
  it('is seen by queryAll alone, with a new stamp, until the record comes back', async () => {
    const { api, org, deal } = withDeal()
    const before = textOf(deal, 'SystemModstamp')
    org.delete(deal.id)
    expect(textOf(deal, 'SystemModstamp') > before).toBe(true)
    const soql = 'SELECT Id, IsDeleted FROM Opportunity'
    expect(pageOf(await api.query(soql)).totalSize).toBe(0)
    expect(columnOf(await api.queryAll(`${soql} WHERE IsDeleted = true`), 'IsDeleted')).toEqual([true])
    org.undelete(deal.id)
    expect(columnOf(await api.query(soql), 'IsDeleted')).toEqual([false])
    expect((await api.get(`/sobjects/Opportunity/deleted?${span}`)).body).toMatchObject({
      deletedRecords: [],
    })
  })

  it('is passed by what is purged: only the list of deletions still knows it', async () => {
    const { api, org, deal } = withDeal()
    org.purge(deal.id)
    expect(pageOf(await api.queryAll('SELECT Id FROM Opportunity')).totalSize).toBe(0)
    expect((await api.get(`/sobjects/Opportunity/deleted?${span}`)).body).toMatchObject({
      deletedRecords: [{ id: deal.id }],
    })
  })

  it('takes along what hangs on a record, and gives all of it back', () => {
    const { org, account, deal } = withDeal()
    const credit = org.create('Partner_Credit__c', { Name: 'C', Opportunity__c: deal.id })
    org.delete(account.id)
    expect([account, deal, credit].map(({ values }) => values.IsDeleted)).toEqual([true, true, true])
    org.undelete(account.id)
    expect([account, deal, credit].map(({ values }) => values.IsDeleted)).toEqual([false, false, false])
  })
})

it('moves children to the account that others are merged into', async () => {
  const { api, org, account, deal } = withDeal()
  const winner = org.createAccount({ Name: 'Acme Inc' })
  const child = org.createAccount({ Name: 'Acme Child', ParentId: account.id })
  const before = textOf(deal, 'SystemModstamp')
  org.mergeAccounts(winner.id, account.id)
  expect([deal.values.AccountId, child.values.ParentId]).toEqual([winner.id, winner.id])
  expect(textOf(deal, 'SystemModstamp') > before).toBe(true)
  const loser = pageOf(await api.queryAll('SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = true'))
  expect(loser.records).toMatchObject([{ Id: account.id, MasterRecordId: winner.id }])
})

describe('visibility', () => {
  it('keeps an unshared record out of every answer, and out of the lists of deletions', async () => {
    const { api, org, deal } = withDeal()
    org.unshare(deal.id)
    for (const reply of [
      await api.query('SELECT Id FROM Opportunity'),
      await api.queryAll('SELECT Id FROM Opportunity'),
    ])
      expect(pageOf(reply).totalSize).toBe(0)
    expect((await api.get(`/sobjects/Opportunity/${deal.id}`)).status).toBe(404)
    expect((await api.get(`/sobjects/Opportunity/updated?${span}`)).body).toMatchObject({ ids: [] })
    expect((await api.get(`/sobjects/Opportunity/deleted?${span}`)).body).toMatchObject({
      deletedRecords: [],
    })
    org.share(deal.id)
    expect((await api.get(`/sobjects/Opportunity/${deal.id}`)).status).toBe(200)
  })

  it('neither describes nor selects nor writes a hidden field', async () => {
    const { api, org, deal } = withDeal()
    org.hideField('Opportunity.Amount')
    const names = fieldsOf(await api.get('/sobjects/Opportunity/describe')).map(({ name }) => name)
    expect(names).not.toContain('Amount')
    expect(names).toContain('StageName')
    expect(errorCodeOf(await api.query('SELECT Amount FROM Opportunity'))).toBe('INVALID_FIELD')
    expect(errorCodeOf(await api.query('SELECT Id FROM Opportunity WHERE Amount > 1'))).toBe('INVALID_FIELD')
    expect(errorCodeOf(await api.patch(`/sobjects/Opportunity/${deal.id}`, { Amount: 1 }))).toBe(
      'INVALID_FIELD',
    )
    expect((await api.get(`/sobjects/Opportunity/${deal.id}`)).body).not.toHaveProperty('Amount')
    expect(deal.values.Amount).toBe('5')
  })

  it('shows a locked field but does not let it be written', async () => {
    const { api, org, deal } = withDeal()
    org.visibility.lockField('Opportunity.Amount')
    const amount = fieldsOf(await api.get('/sobjects/Opportunity/describe')).find(
      ({ name }) => name === 'Amount',
    )
    expect(amount).toMatchObject({ createable: false, updateable: false })
    expect((await api.patch(`/sobjects/Opportunity/${deal.id}`, { Amount: 1 })).body).toMatchObject([
      { errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['Amount'] },
    ])
  })
})

describe('stages', () => {
  it('decide whether an opportunity is closed and won, and when its stage last changed', () => {
    const { org, deal } = withDeal()
    expect(deal.values).toMatchObject({ IsClosed: false, IsWon: false, Probability: '10' })
    expect(deal.values.LastStageChangeDate).toBeUndefined()
    org.update(deal.id, { StageName: 'Closed Won' })
    expect(deal.values).toMatchObject({ IsClosed: true, IsWon: true, ForecastCategoryName: 'Closed' })
    expect(deal.values.LastStageChangeDate).toBe(deal.values.SystemModstamp)
    org.update(deal.id, { StageName: 'Prospecting' })
    expect(deal.values).toMatchObject({ IsClosed: false, IsWon: false })
  })

  it('leave their name and outcome on opportunities when they are taken off the picklist', async () => {
    const { api, org, deal } = withDeal()
    org.update(deal.id, { StageName: 'Closed Won' })
    org.removeStage('Closed Won')
    expect(columnOf(await api.query('SELECT ApiName FROM OpportunityStage'), 'ApiName')).not.toContain(
      'Closed Won',
    )
    expect(pageOf(await api.query('SELECT StageName, IsWon FROM Opportunity')).records).toMatchObject([
      { StageName: 'Closed Won', IsWon: true },
    ])
    const stage = fieldsOf(await api.get('/sobjects/Opportunity/describe')).find(
      ({ name }) => name === 'StageName',
    )
    expect(stage?.picklistValues.map(({ value }) => value)).not.toContain('Closed Won')
  })
})

describe('an org of several currencies', () => {
  it('has a code on each amount, currencies and dated rates', async () => {
    const { api, org } = testSimulator({ org: { multiCurrency: true } })
    org.addCurrency('EUR', '0.92')
    org.addDatedRate('EUR', '2026-07-01', '0.93')
    org.addDatedRate('EUR', '2026-01-01', '0.91')
    org.createOpportunity({ Name: 'Euro', CurrencyIsoCode: 'EUR' })
    org.createOpportunity({ Name: 'Home' })
    expect(columnOf(await api.query('SELECT CurrencyIsoCode FROM Opportunity'), 'CurrencyIsoCode')).toEqual([
      'EUR',
      'USD',
    ])
    const rates = await api.query(
      "SELECT StartDate, NextStartDate, ConversionRate FROM DatedConversionRate WHERE IsoCode = 'EUR' ORDER BY StartDate",
    )
    expect(pageOf(rates).records).toMatchObject([
      { StartDate: '2026-01-01', NextStartDate: '2026-07-01', ConversionRate: 0.91 },
      { StartDate: '2026-07-01', NextStartDate: '9999-12-31', ConversionRate: 0.93 },
    ])
    const corporate = await api.query('SELECT IsoCode FROM CurrencyType WHERE IsCorporate = true')
    expect(columnOf(corporate, 'IsoCode')).toEqual(['USD'])
  })
})

describe('the package', () => {
  it('has its namespace before every name of its own', async () => {
    const { api } = testSimulator({ org: { namespace: 'pdesk' } })
    const names = fieldsOf(await api.get('/sobjects/Opportunity/describe')).map(({ name }) => name)
    expect(names).toContain('pdesk__Partner_Desk_Partner__c')
    expect(names).not.toContain('Partner_Desk_Partner__c')
    const reply = await api.query(
      'SELECT pdesk__Opportunity__r.Name FROM pdesk__Deal_Registration__c WHERE pdesk__Status__c != null',
    )
    expect(reply.status, reply.text).toBe(200)
  })

  it('leaves nothing behind when it is uninstalled', async () => {
    const { api, org } = testSimulator()
    org.settings.packageInstalled = false
    expect(errorCodeOf(await api.query('SELECT Id FROM Partner_Credit__c'))).toBe('INVALID_TYPE')
    expect(errorCodeOf(await api.query('SELECT Partner_Desk_Role__c FROM Opportunity'))).toBe('INVALID_FIELD')
  })

  it('takes the key of its cards where the user has the permission', async () => {
    const key = { keyId: 'k-1', key: Buffer.alloc(32, 7).toString('base64') }
    const path = (namespace: string) => `//services/apexrest/${namespace}partner-desk/v1/key`
    const plain = testSimulator()
    expect((await plain.api.put(path(''), key)).status).toBe(204)
    expect(plain.cardKeys.current).toEqual(key)
    plain.org.settings.integrationPermitted = false
    expect((await plain.api.put(path(''), key)).status).toBe(403)
    plain.org.settings.packageInstalled = false
    expect((await plain.api.put(path(''), key)).status).toBe(404)
    const namespaced = testSimulator({ org: { namespace: 'pdesk' } })
    expect((await namespaced.api.put(path(''), key)).status).toBe(404)
    expect((await namespaced.api.put(path('pdesk/'), key)).status).toBe(204)
  })
})

describe('updated and deleted', () => {
  const minute = (reply: Reply): string => (reply.body as { latestDateCovered: string }).latestDateCovered // their reply

  it('list what changed in the span, and cover it no further than an open transaction lets them', async () => {
    const { api, org, deal } = withDeal()
    const reply = await api.get(
      `/sobjects/Opportunity/updated?start=2026-11-21T08:00:00Z&end=2026-11-21T09:30:00Z`,
    )
    expect(reply.body).toMatchObject({ ids: [deal.id] })
    org.openTransactionSince = new Date('2026-11-21T08:30:00Z')
    const held = await api.get(`/sobjects/Opportunity/updated?${span}`)
    expect(minute(held)).toBe('2026-11-21T08:30:00.000+0000')
  })

  it.each([
    ['an end less than a minute after the start', 'start=2026-11-21T08:00:00Z&end=2026-11-21T08:00:30Z'],
    ['a start of long ago', 'start=2026-01-01T00:00:00Z&end=2026-11-21T08:00:30Z'],
    ['no dates', ''],
  ])('refuse %s', async (_what, query) => {
    for (const list of ['updated', 'deleted']) {
      const reply = await testSimulator().api.get(`/sobjects/Opportunity/${list}?${query}`)
      expect([reply.status, errorCodeOf(reply)]).toEqual([400, 'INVALID_REPLICATION_DATE'])
    }
  })
})
