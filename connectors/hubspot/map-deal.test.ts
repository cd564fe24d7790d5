import { describe, expect, test } from 'vitest'
import { noCompanies } from './deal-companies.ts'
import { mapDeal, stageKey } from './map-deal.ts'
import { mapStages } from './map-stage.ts'
import { wireRecord } from './wire.ts'

const stages = new Map(
  mapStages([
    {
      id: 'default',
      label: 'Sales',
      displayOrder: 0,
      archived: false,
      stages: [
        {
          id: 'appointment',
          label: 'Appointment',
          displayOrder: 0,
          metadata: { probability: '0.2', isClosed: 'false' },
        },
        {
          id: 'won',
          label: 'Closed won',
          displayOrder: 1,
          metadata: { probability: '1.0', isClosed: 'true' },
        },
        { id: 'lost', label: 'Closed lost', displayOrder: 2, metadata: { probability: '0.0' } },
        { id: 'signed', label: 'Signed', displayOrder: 3, metadata: { probability: '1.0' } },
      ],
    },
  ]).map((stage) => [stageKey(stage.pipelineId, stage.stageId), stage]),
)

const deal = (properties: Record<string, string | null>, archived = false) =>
  mapDeal(wireRecord.parse({ id: '7', properties, archived }), {
    companies: noCompanies,
    homeCurrency: 'USD',
    stages,
    dealFields: { firstYearAcv: 'hs_acv', grossMargin: 'margin', region: 'territory' },
    knownProperties: new Set(['hs_acv', 'margin']),
  })

describe('amount', () => {
  test.each([
    ['48000', null, 4_800_000n, 'USD'],
    ['48000.5', 'EUR', 4_800_050n, 'EUR'],
    ['-12.34', 'USD', -1_234n, 'USD'],
    ['0', 'USD', 0n, 'USD'],
    ['5000.00', 'JPY', 5_000n, 'JPY'],
    ['1.234', 'KWD', 1_234n, 'KWD'],
    ['90071992547409.93', 'USD', 9_007_199_254_740_993n, 'USD'],
  ])('%s %s is exact', (amount, currency, amountMinor, expected) => {
    const mapped = deal({ amount, deal_currency_code: currency })
    expect(mapped.amount).toEqual({ amountMinor, currency: expected })
    expect(mapped.amountProblem).toBeNull()
  })

  test('that is missing stays missing, in a known currency', () => {
    for (const amount of [null, '']) {
      expect(deal({ amount, deal_currency_code: 'EUR' })).toMatchObject({
        amount: null,
        currency: 'EUR',
        amountText: null,
        amountProblem: null,
      })
    }
  })

  test.each([
    ['12.345', 'USD', 'more decimals than USD'],
    ['1e5', 'USD', 'not a plain decimal number'],
    ['10.5', 'JPY', 'no decimals'],
    ['100', 'XXQ', '"XXQ" is not a currency'],
  ])('%s %s cannot be used, and says why', (amount, currency, why) => {
    const mapped = deal({ amount, deal_currency_code: currency })
    expect(mapped.amount).toBeNull()
    expect(mapped.amountText).toBe(amount)
    expect(mapped.amountProblem).toContain(why)
  })
})

describe('outcome', () => {
  test.each([
    [{ hs_is_closed_won: 'true', hs_is_closed: 'true', dealstage: 'lost' }, 'won'],
    [{ hs_is_closed_won: 'false', hs_is_closed: 'true', dealstage: 'won' }, 'lost'],
    [{ hs_is_closed_won: 'false', hs_is_closed: 'false', dealstage: 'won' }, 'open'],
    [{ dealstage: 'won' }, 'won'],
    [{ dealstage: 'lost' }, 'lost'],
    [{ dealstage: 'signed' }, 'won'],
    [{ dealstage: 'appointment' }, 'open'],
    [{ dealstage: 'deleted' }, 'open'],
  ])('of %o is %s', (properties, outcome) => {
    expect(deal({ pipeline: 'default', ...properties }).outcome).toBe(outcome)
  })
})

test.each([
  ['newbusiness', 'new'],
  ['existingbusiness', 'upsell'],
  ['renewal', 'renewal'],
  ['partner_special', null],
  [null, null],
])('deal type %s is %s', (dealtype, dealType) => {
  expect(deal({ dealtype }).dealType).toBe(dealType)
})

test('keeps who was merged into it, its archive state and both forms of instants', () => {
  expect(
    deal(
      {
        hs_merged_object_ids: '3; 4',
        closedate: '2026-03-01T00:00:00Z',
        hs_lastmodifieddate: '1790000000000',
      },
      true,
    ),
  ).toMatchObject({
    state: 'archived',
    mergedExternalIds: ['3', '4'],
    closedAt: new Date('2026-03-01T00:00:00Z'),
    modifiedAt: new Date(1_790_000_000_000),
  })
})

describe('a mapped field', () => {
  test('is in the deal’s currency, and of ten yen a hundredth is none', () => {
    expect(deal({ hs_acv: '12000.0', deal_currency_code: 'JPY' }).firstYearAcv).toEqual({
      amountMinor: 12_000n,
      currency: 'JPY',
    })
    expect(deal({ hs_acv: '10.01', deal_currency_code: 'JPY' })).toMatchObject({
      firstYearAcv: null,
      fieldProblems: { firstYearAcv: expect.stringContaining('no decimals') },
    })
  })

  test('that is empty is unknown, without a problem and never zero', () => {
    const { firstYearAcv, grossMargin, fieldProblems } = deal({ hs_acv: '', margin: null })
    expect([firstYearAcv, grossMargin, fieldProblems.firstYearAcv]).toEqual([null, null, undefined])
    expect(deal({ hs_acv: '0' }).firstYearAcv).toEqual({ amountMinor: 0n, currency: 'USD' })
  })

  test('that cannot be read says why: no number, no currency, no such property', () => {
    expect(deal({ hs_acv: '1,000' }).fieldProblems.firstYearAcv).toContain('1,000')
    expect(deal({ hs_acv: '1000', deal_currency_code: 'DOGE' })).toMatchObject({
      firstYearAcv: null,
      fieldProblems: { firstYearAcv: expect.stringContaining('currency') },
    })
    expect(deal({}).fieldProblems.region).toContain('"territory"')
  })
})
