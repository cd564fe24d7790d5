import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnOf, errorCodeOf, pageOf, testSimulator, type TestSimulator } from '../test-client.ts'
import { parseSoql } from './parse.ts'

/** Escapes a value as Salesforce's documentation says, for a literal between single quotes. */
function escaped(value: string): string {
  const named: Record<string, string> = {
    '\\': '\\\\',
    "'": "\\'",
    '"': '\\"',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\b': '\\b',
    '\f': '\\f',
  }
  return value.replace(/[\\'"\n\r\t\b\f]/g, (character) => named[character] ?? character)
}

function withDeals(): TestSimulator {
  const simulator = testSimulator()
  const { org } = simulator
  const acme = org.createAccount({ Name: 'Acme' })
  const beta = org.createAccount({ Name: 'beta works', ParentId: acme.id })
  const deal = (Name: string, more: Record<string, string | null>) => org.createOpportunity({ Name, ...more })
  deal('Alpha', { Amount: '100', StageName: 'Prospecting', CloseDate: '2026-01-31', AccountId: acme.id })
  deal('bravo', { Amount: '20.5', StageName: 'Closed Won', CloseDate: '2026-02-28', AccountId: beta.id })
  deal('Charlie_1', { Amount: null, StageName: 'Closed Lost', CloseDate: '2026-03-31' })
  deal('100% sure', { Amount: '3', StageName: 'Prospecting', CloseDate: '2026-04-30', AccountId: acme.id })
  return simulator
}

describe('string literals', () => {
  it('read back as the text that was escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (value) => {
        const { where } = parseSoql(`SELECT Id FROM Account WHERE Name = '${escaped(value)}'`)
        expect(where).toMatchObject({ kind: 'compare', value: { kind: 'string', text: value } })
      }),
      { numRuns: 500 },
    )
  })

  it('find exactly the record that holds the text', async () => {
    const simulator = testSimulator()
    const names = [`O'Neil`, `a\\'b`, 'tab\tquote"', 'line\nbreak', `' OR Name != '`, '\\']
    for (const Name of names) simulator.org.createAccount({ Name })
    for (const name of names) {
      const reply = await simulator.api.query(`SELECT Name FROM Account WHERE Name = '${escaped(name)}'`)
      expect(columnOf(reply, 'Name')).toEqual([name])
    }
  })

  it.each([
    ['a quote that nobody closed', `'open`],
    ['an escape that there is not', `'\\q'`],
    ['a bare line break', `'a\nb'`],
    ['a quote that ends the literal early', `'O'Neil'`],
  ])('refuse %s', async (_what, literal) => {
    const reply = await testSimulator().api.query(`SELECT Id FROM Account WHERE Name = ${literal}`)
    expect([reply.status, errorCodeOf(reply)]).toEqual([400, 'MALFORMED_QUERY'])
  })
})

describe('WHERE', () => {
  it.each([
    [`Amount > 20.4`, ['Alpha', 'bravo']],
    [`Amount <= 20.50`, ['bravo', '100% sure']],
    [`Amount = null`, ['Charlie_1']],
    [`Amount != 100`, ['bravo', 'Charlie_1', '100% sure']],
    [`Name = 'BRAVO'`, ['bravo']],
    [`Name LIKE 'b%'`, ['bravo']],
    [`Name LIKE '%\\_1'`, ['Charlie_1']],
    [`Name LIKE '100\\%%'`, ['100% sure']],
    [`StageName IN ('Closed Won', 'Closed Lost')`, ['bravo', 'Charlie_1']],
    [`StageName NOT IN ('Closed Won', 'Prospecting')`, ['Charlie_1']],
    [`IsClosed = false`, ['Alpha', '100% sure']],
    [`CloseDate >= 2026-02-28 AND CloseDate < 2026-04-30`, ['bravo', 'Charlie_1']],
    [`SystemModstamp < 2020-01-01T00:00:00Z`, []],
    [`CreatedDate > 2026-11-21T04:00:00.000-05:00`, ['Alpha', 'bravo', 'Charlie_1', '100% sure']],
    [`Account.Name = 'acme' OR Account.Parent.Name = 'Acme'`, ['Alpha', 'bravo', '100% sure']],
    [`NOT Name = 'Alpha'`, ['bravo', 'Charlie_1', '100% sure']],
    [`(IsWon = true OR Amount = 3) AND (NOT Name LIKE 'b%')`, ['100% sure']],
    [`Opportunity.Name = 'Alpha'`, ['Alpha']],
  ])('%s', async (where, names) => {
    const reply = await withDeals().api.query(`SELECT Name FROM Opportunity WHERE ${where} ORDER BY Id`)
    expect(reply.status, reply.text).toBe(200)
    expect(columnOf(reply, 'Name')).toEqual(names)
  })

  it('compares ids by case, and takes fifteen characters for eighteen', async () => {
    const { api, org } = withDeals()
    const [account] = org.active('Account')
    const id = account?.id ?? ''
    const found = async (text: string) =>
      pageOf(await api.query(`SELECT Id FROM Account WHERE Id = '${text}'`)).totalSize
    expect(await found(id)).toBe(1)
    expect(await found(id.slice(0, 15))).toBe(1)
    expect(await found(id.slice(0, 15).toLowerCase())).toBe(0)
    expect(errorCodeOf(await api.query(`SELECT Id FROM Account WHERE Id = 'nonsense'`))).toBe(
      'INVALID_QUERY_FILTER_OPERATOR',
    )
  })
})

describe('order and bounds', () => {
  it('sorts by several fields, empty values first unless told otherwise', async () => {
    const { api } = withDeals()
    const names = async (rest: string) =>
      columnOf(await api.query(`SELECT Name FROM Opportunity ${rest}`), 'Name')
    expect(await names('ORDER BY Amount')).toEqual(['Charlie_1', '100% sure', 'bravo', 'Alpha'])
    expect(await names('ORDER BY Amount DESC NULLS LAST')).toEqual([
      'Alpha',
      'bravo',
      '100% sure',
      'Charlie_1',
    ])
    expect(await names('ORDER BY IsClosed DESC, Name ASC LIMIT 2 OFFSET 1')).toEqual([
      'Charlie_1',
      '100% sure',
    ])
  })

  it('counts', async () => {
    const reply = await withDeals().api.query('SELECT COUNT() FROM Opportunity WHERE IsClosed = true')
    expect(reply.body).toEqual({ totalSize: 2, done: true, records: [] })
  })
})

describe('a query that cannot be', () => {
  it.each([
    ['SELECT Id FROM', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
    ['SELECT Id, FROM Account', 'MALFORMED_QUERY', 'Row:1:Column:12'],
    ["SELECT Id FROM Account WHERE Name = 'a' AND Id != null OR Name = 'b'", 'MALFORMED_QUERY', "'OR'"],
    ['SELECT Id FROM Account ALL ROWS', 'MALFORMED_QUERY', "'ALL'"],
    ['SELECT Id, Id FROM Account', 'MALFORMED_QUERY', 'duplicate field selected: Id'],
    ['SELECT Nme FROM Account', 'INVALID_FIELD', "No such column 'Nme' on entity 'Account'"],
    ['SELECT Boss.Name FROM Account', 'INVALID_FIELD', "Didn't understand relationship 'Boss'"],
    ['SELECT CurrencyIsoCode FROM Opportunity', 'INVALID_FIELD', "No such column 'CurrencyIsoCode'"],
    ['SELECT Id FROM Nothing', 'INVALID_TYPE', "sObject type 'Nothing' is not supported"],
    ['SELECT Id FROM CurrencyType', 'INVALID_TYPE', "'CurrencyType'"],
    ["SELECT Id FROM Opportunity WHERE Amount = '5'", 'INVALID_FIELD', 'should not be enclosed in quotes'],
    ["SELECT Id FROM Opportunity WHERE CloseDate > '2026-01-01'", 'INVALID_FIELD', 'must be of type date'],
    ['SELECT Id FROM Opportunity WHERE SystemModstamp > 2026-01-01', 'INVALID_FIELD', 'of type dateTime'],
    ['SELECT Id FROM Opportunity WHERE Name = 5', 'INVALID_FIELD', 'should be enclosed in quotes'],
    ["SELECT Id FROM Account WHERE Description = 'x'", 'INVALID_FIELD', 'can not be filtered'],
    ['SELECT Id FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', '2000'],
  ])('%s', async (soql, code, text) => {
    const reply = await testSimulator().api.query(soql)
    expect([reply.status, errorCodeOf(reply)]).toEqual([400, code])
    expect(reply.text).toContain(text)
  })
})
