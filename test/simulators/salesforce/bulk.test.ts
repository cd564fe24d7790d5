import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { errorCodeOf, testSimulator, type Reply, type TestSimulator } from './test-client.ts'

interface JobReply {
  id: string
  state: string
  numberRecordsProcessed?: number
  errorMessage?: string
}
const jobOf = (reply: Reply): JobReply => reply.body as JobReply // asked for by tests of a job's reply only

async function create({ api }: TestSimulator, query: string, operation = 'query'): Promise<string> {
  const reply = await api.post('/jobs/query', { operation, query })
  expect(jobOf(reply).state).toBe('UploadComplete')
  return jobOf(reply).id
}

async function pages({ api }: TestSimulator, id: string, maxRecords?: number): Promise<Reply[]> {
  const replies: Reply[] = []
  for (let locator = ''; locator !== 'null';) {
    const query = new URLSearchParams({
      ...(maxRecords !== undefined && { maxRecords: String(maxRecords) }),
      ...(locator !== '' && { locator }),
    })
    const reply = await api.get(`/jobs/query/${id}/results?${query}`)
    expect(reply.status, reply.text).toBe(200)
    replies.push(reply)
    locator = reply.headers.get('sforce-locator') ?? 'null'
  }
  return replies
}

const rowsOf = (replies: readonly Reply[]): Record<string, string>[] =>
  replies.flatMap(({ text }) => parse(text, { columns: true }) as Record<string, string>[]) // every cell is text

function withAccounts(count: number): TestSimulator {
  const simulator = testSimulator()
  for (let i = 0; i < count; i += 1) simulator.org.createAccount({ Name: `Account ${i}` })
  return simulator
}

describe('a bulk query', () => {
  it('goes from UploadComplete over InProgress to JobComplete as it is polled', async () => {
    const simulator = withAccounts(3)
    simulator.bulkJobs.pollsInProgress = 1
    const id = await create(simulator, 'SELECT Id FROM Account')
    const early = await simulator.api.get(`/jobs/query/${id}/results`)
    expect([early.status, errorCodeOf(early)]).toEqual([412, 'JOB_NOT_COMPLETE'])
    expect(jobOf(await simulator.api.get(`/jobs/query/${id}`)).state).toBe('InProgress')
    expect(jobOf(await simulator.api.get(`/jobs/query/${id}`))).toMatchObject({
      state: 'JobComplete',
      numberRecordsProcessed: 3,
    })
  })

  it('gives every row once over pages of the asked size, and says null behind the last', async () => {
    const simulator = withAccounts(7)
    const id = await create(simulator, 'SELECT Id, Name FROM Account')
    await simulator.api.get(`/jobs/query/${id}`)
    const replies = await pages(simulator, id, 3)
    expect(replies.map(({ headers }) => headers.get('sforce-numberofrecords'))).toEqual(['3', '3', '1'])
    expect(new Set(rowsOf(replies).map((row) => row.Id)).size).toBe(7)
  })

  it('may give smaller pages than asked, and pages without rows', async () => {
    const simulator = withAccounts(5)
    simulator.bulkJobs.pageCap = 2
    simulator.bulkJobs.emptyPages = true
    const id = await create(simulator, 'SELECT Id FROM Account')
    await simulator.api.get(`/jobs/query/${id}`)
    const replies = await pages(simulator, id, 1_000)
    expect(replies.map(({ headers }) => headers.get('sforce-numberofrecords'))).toEqual([
      '2',
      '0',
      '2',
      '0',
      '1',
      '0',
    ])
    expect(rowsOf(replies)).toHaveLength(5)
  })

  it('gives the header line alone when nothing matches', async () => {
    const simulator = testSimulator()
    const id = await create(simulator, 'SELECT Id, Owner.Name FROM Account')
    await simulator.api.get(`/jobs/query/${id}`)
    const [only] = await pages(simulator, id)
    expect(only?.text).toBe('"Id","Owner.Name"\n')
    expect(only?.headers.get('sforce-numberofrecords')).toBe('0')
  })

  it('keeps line breaks, quotes and commas of a cell', async () => {
    const simulator = testSimulator()
    const name = 'Line one,\n"quoted" and\r\nmore'
    simulator.org.createOpportunity({ Name: name, Amount: '7300.50' })
    const id = await create(simulator, 'SELECT Name, Amount, AccountId, IsWon FROM Opportunity')
    await simulator.api.get(`/jobs/query/${id}`)
    expect(rowsOf(await pages(simulator, id))).toEqual([
      { Name: name, Amount: '7300.5', AccountId: '', IsWon: 'false' },
    ])
  })

  it('sees the recycle bin with queryAll alone', async () => {
    const simulator = withAccounts(2)
    const [first] = simulator.org.active('Account')
    simulator.org.delete(first?.id ?? '')
    const counted = async (operation: string) => {
      const id = await create(simulator, 'SELECT Id FROM Account', operation)
      return jobOf(await simulator.api.get(`/jobs/query/${id}`)).numberRecordsProcessed
    }
    expect([await counted('query'), await counted('queryAll')]).toEqual([1, 2])
  })

  it('refuses a locator of its own making and one of another job', async () => {
    const simulator = withAccounts(3)
    const one = await create(simulator, 'SELECT Id FROM Account')
    const other = await create(simulator, 'SELECT Id FROM Account')
    for (const id of [one, other]) await simulator.api.get(`/jobs/query/${id}`)
    const first = await simulator.api.get(`/jobs/query/${other}/results?maxRecords=1`)
    const foreign = first.headers.get('sforce-locator') ?? ''
    for (const locator of ['MTAwMDA', foreign, 'null']) {
      expect((await simulator.api.get(`/jobs/query/${one}/results?locator=${locator}`)).status).toBe(400)
    }
    expect((await simulator.api.get(`/jobs/query/${other}/results?locator=${foreign}`)).status).toBe(200)
  })

  it('can fail, be aborted and be deleted', async () => {
    const simulator = withAccounts(1)
    simulator.bulkJobs.failNext('InternalServerError')
    const failed = await create(simulator, 'SELECT Id FROM Account')
    expect(jobOf(await simulator.api.get(`/jobs/query/${failed}`))).toMatchObject({
      state: 'Failed',
      errorMessage: 'InternalServerError',
    })
    const aborted = await create(simulator, 'SELECT Id FROM Account')
    expect(jobOf(await simulator.api.patch(`/jobs/query/${aborted}`, { state: 'Aborted' })).state).toBe(
      'Aborted',
    )
    expect((await simulator.api.get(`/jobs/query/${aborted}/results`)).status).toBe(412)
    expect((await simulator.api.delete(`/jobs/query/${aborted}`)).status).toBe(204)
    expect((await simulator.api.get(`/jobs/query/${aborted}`)).status).toBe(404)
  })

  it.each([
    ['SELECT Nme FROM Account', 'INVALID_FIELD'],
    ['SELECT COUNT() FROM Account', 'FUNCTIONALITY_NOT_ENABLED'],
  ])('is refused at once for %s', async (query, code) => {
    const reply = await testSimulator().api.post('/jobs/query', { operation: 'query', query })
    expect([reply.status, errorCodeOf(reply)]).toEqual([400, code])
  })
})
