import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'csv-parse/sync'
import { NOTHING } from '../ledger/balance.ts'
import { accrue, earn } from '../ledger/posting.ts'
import { batchContentText } from './batch-content.ts'
import { csv } from './csv.ts'
import { allPassed, type GateFacts, payoutGates } from './gates.ts'
import { paymentFile } from './payment-file.ts'
import { statementCsv, statementSection } from './statement.ts'
import { batchOutcome, nextBatchState, nextItemState } from './transitions.ts'

describe('csv', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\0=1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    ' =1',
    '\n=1',
  ])('makes %j harmless in a text cell', (text) => {
    const [[cell] = []]: string[][] = parse(csv([[text]]), { relax_column_count: true })
    expect(cell).toBe(`'${text}`)
  })

  it('leaves a negative amount a number', () => {
    expect(csv([[{ amount: '-5.00' }, 'A "b", c']])).toBe('-5.00,"A ""b"", c"\r\n')
  })

  it('takes nothing but decimal text for an amount', () => {
    expect(() => csv([[{ amount: '=1' }]])).toThrow(RangeError)
  })

  it('gives back every text and never begins a cell with a formula', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 2 }), { minLength: 1 }),
        (rows) => {
          const read: string[][] = parse(csv(rows), { record_delimiter: '\r\n' })
          read.flat().forEach((cell, index) => {
            const text = rows.flat()[index] ?? ''
            expect([text, `'${text}`]).toContain(cell)
            expect(cell).not.toMatch(/^[=+\-@＝＋－＠\t\r\n\0]/u)
          })
        },
      ),
    )
  })
})

describe('gates', () => {
  const facts: GateFacts = {
    partnerStatus: 'active',
    currency: 'USD',
    pendingMinor: 0n,
    payableMinor: 720000n,
    negativeLinesMinor: null,
    heldMinor: 0n,
    inDraftBatch: false,
  }
  const failed = (over: Partial<GateFacts>) =>
    payoutGates({ ...facts, ...over })
      .filter(({ passed }) => !passed)
      .map(({ name }) => name)

  it('are all shown, and all passed for a clean balance', () => {
    const gates = payoutGates(facts)
    expect(gates).toHaveLength(6)
    expect(allPassed(gates)).toBe(true)
  })

  it.each([
    ['a suspended partner', { partnerStatus: 'suspended' }, ['Partner active']],
    [
      'a customer who has not paid',
      { payableMinor: 0n, pendingMinor: 5n },
      ['Customer has paid', 'Balance above zero'],
    ],
    [
      'a negative balance',
      { payableMinor: -5n, negativeLinesMinor: -5n },
      ['No negative balance', 'Balance above zero'],
    ],
    [
      'a balance that is held by a dispute',
      { payableMinor: 0n, heldMinor: 5n },
      ['Customer has paid', 'No open dispute', 'Balance above zero'],
    ],
    ['a balance in a draft batch', { inDraftBatch: true }, ['Not in another batch']],
  ] as const)('stop %s', (_, over, names) => {
    expect(failed(over)).toEqual(names)
  })

  it('say what is waited for', () => {
    const [, customer] = payoutGates({ ...facts, payableMinor: 0n, pendingMinor: 500n })
    expect(customer?.text).toBe('$5.00 waits for customers to pay.')
  })
})

describe('payout states', () => {
  it('need approval before anything is sent', () => {
    expect(nextBatchState('draft', 'submit')).toBeUndefined()
    expect(nextBatchState('draft', 'settle')).toBeUndefined()
    expect(nextBatchState('draft', 'approve')).toBe('approved')
    expect(nextBatchState('approved', 'cancel')).toBeUndefined()
  })

  it('let money come back after it was confirmed, and nothing be confirmed twice', () => {
    expect(nextItemState('confirmed', 'return')).toBe('returned')
    expect(nextItemState('confirmed', 'confirm')).toBeUndefined()
    expect(nextItemState('failed', 'confirm')).toBeUndefined()
  })

  it('settle a batch once every item has an outcome', () => {
    expect(batchOutcome(['confirmed', 'sent'])).toBeUndefined()
    expect(batchOutcome(['confirmed', 'confirmed'])).toBe('settle')
    expect(batchOutcome(['confirmed', 'returned'])).toBe('settle_with_failures')
  })
})

it('closes a payment file with count, sum and the approved hash', () => {
  const items = [
    { itemId: 'i1', partnerId: 'p1', partnerName: '=HYPERLINK("x")', amountMinor: 720000n },
    { itemId: 'i2', partnerId: 'p2', partnerName: 'Brightpath, Inc', amountMinor: 150005n },
  ]
  const file = paymentFile({ batchNumber: 7, contentHash: 'abc', currency: 'USD', items })
  expect(parse(file).slice(1)).toEqual([
    ['PAYMENT', 'i1', 'p1', '\'=HYPERLINK("x")', '7200.00', 'USD', 'Partner payout batch 7'],
    ['PAYMENT', 'i2', 'p2', 'Brightpath, Inc', '1500.05', 'USD', 'Partner payout batch 7'],
    ['CONTROL', '2', '', '', '8700.05', 'USD', 'abc'],
  ])
})

it('hashes the content of a batch, not its order', () => {
  const lines = [
    { commissionLineId: 'l1', amountMinor: 1n },
    { commissionLineId: 'l2', amountMinor: 2n },
  ]
  const item = { id: 'i1', partnerId: 'p', partnerName: 'P', amountMinor: 3n, lines }
  const other = { ...item, id: 'i2' }
  const text = batchContentText({ currency: 'USD', items: [item, other] })
  expect(
    batchContentText({ currency: 'USD', items: [other, { ...item, lines: [...lines].reverse() }] }),
  ).toBe(text)
  expect(batchContentText({ currency: 'USD', items: [{ ...item, amountMinor: 4n }, other] })).not.toBe(text)
})

it('closes a statement at its opening plus every line', () => {
  const line = { partnerId: 'p', dealId: 'd', commissionLineId: 'l', currency: 'USD' }
  const entry = {
    transactionId: 't',
    date: '2026-03-01',
    text: 'Commission accrued',
    dealName: '@Deal',
    why: null,
  }
  const section = statementSection('USD', { ...NOTHING, pending: 100n, accrued: 100n }, [
    { ...entry, postings: accrue(line, 720000n) },
    { ...entry, postings: earn(line, 100n) },
  ])
  expect(section.closing).toMatchObject({ pending: 720000n, payable: 100n, accrued: 720100n })
  const file = statementCsv({
    workspaceName: 'W',
    partnerName: 'P',
    from: '2026-03-01',
    to: '2026-03-31',
    sections: [section],
  })
  const rows: string[][] = parse(file)
  expect(rows).toHaveLength(5)
  expect(rows[2]).toEqual([
    '2026-03-01',
    'Commission accrued',
    "'@Deal",
    'USD',
    '7200.00',
    '0.00',
    '0.00',
    '0.00',
    '0.00',
    '',
    't',
  ])
  expect(rows.at(-1)?.slice(4, 6)).toEqual(['7200.00', '1.00'])
})
