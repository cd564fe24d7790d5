import { describe, expect, it } from 'vitest'
import { columnOf, errorCodeOf, pageOf, testSimulator } from './test-client.ts'

function withAccounts(count: number) {
  const simulator = testSimulator()
  for (let i = 0; i < count; i += 1) simulator.org.createAccount({ Name: `Account ${i}` })
  return simulator
}

const behindData = (url: string | undefined): string => (url ?? '').replace('/services/data/v68.0', '')

describe('pages of a query', () => {
  it('hold two thousand records each until the last', async () => {
    const { api } = withAccounts(4_100)
    const sizes: number[] = []
    const seen = new Set<unknown>()
    let reply = await api.query('SELECT Id FROM Account')
    for (;;) {
      const page = pageOf(reply)
      expect(page.totalSize).toBe(4_100)
      sizes.push(page.records.length)
      for (const { Id } of page.records) seen.add(Id)
      if (page.done) break
      reply = await api.get(behindData(page.nextRecordsUrl))
    }
    expect(sizes).toEqual([2_000, 2_000, 100])
    expect(seen.size).toBe(4_100)
  })

  it('are one when everything fits exactly', async () => {
    const { api } = withAccounts(2_000)
    const page = pageOf(await api.query('SELECT Id FROM Account'))
    expect([page.done, page.nextRecordsUrl, page.records.length]).toEqual([true, undefined, 2_000])
  })

  it('are as small as asked, yet not below two hundred', async () => {
    const { api } = withAccounts(450)
    const size = async (batchSize: number) => {
      const headers = { 'Sforce-Query-Options': `batchSize=${batchSize}` }
      return pageOf(await api.query('SELECT Id FROM Account', headers)).records.length
    }
    expect([await size(300), await size(10)]).toEqual([300, 200])
  })

  it('keep the records that the query found, whatever comes meanwhile', async () => {
    const { api, org } = withAccounts(2_001)
    const first = pageOf(await api.query('SELECT Id, Name FROM Account ORDER BY Name DESC'))
    org.createAccount({ Name: 'zzz' })
    expect(pageOf(await api.get(behindData(first.nextRecordsUrl))).records).toHaveLength(1)
  })

  it('are refused once the locator is expired or made up', async () => {
    const { api, cursors } = withAccounts(2_001)
    const { nextRecordsUrl } = pageOf(await api.query('SELECT Id FROM Account'))
    cursors.expireAll()
    for (const url of [behindData(nextRecordsUrl), '/query/0r8000000000001AAA-2000', '/query/nonsense']) {
      const reply = await api.get(url)
      expect([reply.status, errorCodeOf(reply)]).toEqual([400, 'INVALID_QUERY_LOCATOR'])
    }
  })
})

describe('what a query answers', () => {
  it('writes an amount of eighteen digits as it is', async () => {
    const { api, org } = testSimulator()
    org.createOpportunity({ Name: 'Big', Amount: '9007199254740993.01' })
    org.createOpportunity({ Name: 'Round', Amount: '48000.00' })
    const { text } = await api.query('SELECT Amount FROM Opportunity')
    expect(text).toContain('"Amount":9007199254740993.01}')
    expect(text).toContain('"Amount":48000.0}')
    org.settings.exponents = true
    expect((await api.query('SELECT Amount FROM Opportunity')).text).toContain('9.00719925474099301E15}')
  })

  it('nests parents, and shows none where the parent is empty or not shared', async () => {
    const { api, org } = testSimulator()
    const account = org.createAccount({ Name: 'Acme' })
    org.createOpportunity({ Name: 'With', AccountId: account.id })
    org.createOpportunity({ Name: 'Without' })
    const soql = 'SELECT Account.Name, Account.Parent.Name FROM Opportunity'
    expect(columnOf(await api.query(soql), 'Account')).toEqual([
      expect.objectContaining({ Name: 'Acme', Parent: null }),
      null,
    ])
    org.unshare(account.id)
    expect(columnOf(await api.query(soql), 'Account')).toEqual([null, null])
  })

  it('stamps with whole seconds, and writes them with an offset', async () => {
    const { api, org } = testSimulator({ now: () => new Date('2026-11-21T09:00:00.987Z') })
    org.createAccount({ Name: 'Acme' })
    expect(columnOf(await api.query('SELECT SystemModstamp FROM Account'), 'SystemModstamp')).toEqual([
      '2026-11-21T09:00:00.000+0000',
    ])
  })
})
