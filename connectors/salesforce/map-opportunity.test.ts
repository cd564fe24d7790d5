import { describe, expect, test } from 'vitest'
import { mapOpportunity } from './map-opportunity.ts'
import type { Row } from './wire.ts'

const row: Row = {
  Id: '006Hp0000000001IAA',
  Name: 'Deal',
  Amount: '7200.0',
  StageName: 'Closed Won',
  IsClosed: 'true',
  IsWon: 'true',
  CloseDate: '2026-03-31',
  IsDeleted: 'false',
  CreatedDate: '2026-01-01T10:00:00.000+0000',
  SystemModstamp: '2026-01-02T10:00:00.000Z',
}
const around = {
  homeCurrency: 'USD',
  timeZone: 'America/New_York',
  stages: new Map([
    [
      'Closed Won',
      {
        pipelineId: 'opportunity',
        pipelineLabel: 'Opportunities',
        stageId: 'Closed Won',
        label: 'Gewonnen',
        position: 1,
        outcome: 'won' as const,
      },
    ],
  ]),
  seesAmount: true,
  dealFields: { firstYearAcv: 'Acv__c', region: 'Territory__c' },
  typeOf: (name: string) => (name === 'Acv__c' ? ('number' as const) : undefined),
}
const map = (changes: Row, surroundings = around) => mapOpportunity({ ...row, ...changes }, surroundings)

test('reads both forms of an instant', () => {
  expect(map({}).createdAt?.toISOString()).toBe('2026-01-01T10:00:00.000Z')
  expect(map({}).modifiedAt?.toISOString()).toBe('2026-01-02T10:00:00.000Z')
})

describe('an amount', () => {
  test.each<[string, bigint]>([
    ['1234567890123.45', 123_456_789_012_345n],
    ['1.23456789E7', 1_234_567_890n],
    ['0.0', 0n],
    ['-10.5', -1_050n],
  ])('%s keeps every cent', (Amount, amountMinor) => {
    expect(map({ Amount })).toMatchObject({ amount: { amountMinor, currency: 'USD' }, amountProblem: null })
  })

  test('of eighteen digits is told with its text, exactly, where it is more than can be kept', () => {
    expect(map({ Amount: '1234567890123456.78' })).toMatchObject({
      amount: null,
      amountText: '1234567890123456.78',
      amountProblem: expect.stringContaining('larger'),
    })
  })

  test('that is hidden from us is unknown, with what to do about it, and never zero', () => {
    const { Amount: _hidden, ...rest } = row
    expect(mapOpportunity(rest, { ...around, seesAmount: false })).toMatchObject({
      amount: null,
      amountProblem: expect.stringContaining('Partner Desk Integration'),
    })
  })

  test('keeps the currency of its own', () => {
    expect(map({ CurrencyIsoCode: 'JPY', Amount: '1000.0' }).amount).toEqual({
      amountMinor: 1000n,
      currency: 'JPY',
    })
  })

  test('in an unknown currency is not guessed', () => {
    expect(map({ CurrencyIsoCode: 'XXQ' })).toMatchObject({
      amount: null,
      currency: null,
      amountText: '7200.0',
    })
  })
})

describe('the outcome', () => {
  test('of a stage that was deleted from the list is what the record itself says', () => {
    const gone = { StageName: 'Signed in blood' }
    expect(map(gone)).toMatchObject({
      outcome: 'won',
      stageId: 'Signed in blood',
      stageLabel: 'Signed in blood',
    })
    expect(map({ ...gone, IsWon: 'false' }).outcome).toBe('lost')
    expect(map({ ...gone, IsWon: 'false', IsClosed: 'false' }).outcome).toBe('open')
  })

  test('is the record’s own where the list says otherwise', () => {
    expect(map({ IsWon: 'false', IsClosed: 'false' }).outcome).toBe('open')
  })
})

test('a stage is shown by its label', () => {
  expect(map({})).toMatchObject({ stageId: 'Closed Won', stageLabel: 'Gewonnen' })
})

test.each([
  ['New Business', 'new'],
  ['New Customer', 'new'],
  ['Existing Business', 'upsell'],
  ['Existing Customer - Upgrade', 'upsell'],
  ['Renewal', 'renewal'],
  ['Existing Customer - Renewal', 'renewal'],
  ['Something else', null],
  [null, null],
])('type %s is %s', (Type, dealType) => {
  expect(map({ Type }).dealType).toBe(dealType)
})

test('what lies in the recycle bin is archived', () => {
  expect(map({ IsDeleted: 'true' })).toMatchObject({ state: 'archived', mergedInto: null })
})

test('reads a mapped field exactly, also with an exponent, and says which one the user may not see', () => {
  expect(map({ Acv__c: '1.25E7', Territory__c: 'EMEA' })).toMatchObject({
    firstYearAcv: { amountMinor: 1_250_000_000n },
    region: null,
    fieldProblems: { region: expect.stringContaining('Territory__c') },
  })
  expect(map({ Acv__c: null }).firstYearAcv).toBeNull()
})
