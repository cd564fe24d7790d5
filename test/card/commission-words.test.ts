import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dealCard, partnerChoices } from '../../shared/contract/card-api.ts'
import { readDealCard } from '../../server/read/deal-card.ts'
import { readPartnerChoices } from '../../server/read/partner-choices.ts'
import { type LedgerWorld, openLedgerWorld } from '../ledger/ledger-world.ts'
import { publishTerms } from '../ledger/publish-terms.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'

let database: TestDatabase
let world: LedgerWorld

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  world = await openLedgerWorld(database)
})

const request = (deal: string) => ({
  actor: world.riley,
  connectionId: world.connectionId,
  dealExternalId: deal,
  now: world.moment.now,
  wordCrm: () => ({ label: 'HubSpot', reconnectUrl: null }),
})
const commissionOf = async (deal: string) => {
  const card = dealCard.parse(await world.do((tx) => readDealCard(tx, request(deal))))
  return card.partners[0]?.commission
}
const whatIf = async (deal: string) => {
  const choices = await world.do((tx) => readPartnerChoices(tx, { ...request(deal), search: 'northwind' }))
  return partnerChoices.parse(choices).partners[0]?.sourced
}
const rule = (basis: string, rate: Record<string, unknown>) => ({
  id: 'sourced',
  role: 'sourced',
  basis,
  rate,
})

test('a commission on what the customer pays says what it is of, and what it is if all is paid', async () => {
  await publishTerms(world, 2, { rules: [rule('collected', { kind: 'percent', percent: '4' })] })
  const deal = await world.addDeal({ amountMinor: 1_000_000n })
  const text = '4 % of each payment: $400.00 if all $10,000.00 is paid'
  expect((await whatIf(deal))?.consequence).toBe(text)
  await world.tag(deal, world.northwind)
  const preview = await commissionOf(deal)
  expect(preview).toMatchObject({ state: 'preview', amount: { amount: '400.00' }, note: text })
  expect(preview?.why?.steps[0]?.label).toBe('Assumed until the customer pays')
  await world.win(deal)
  expect(await commissionOf(deal)).toMatchObject({
    state: 'accrued',
    amount: { amount: '0.00' },
    note: 'It grows with each payment of the customer.',
  })
  await world.pay(deal, '10000.00')
  expect(await commissionOf(deal)).toMatchObject({ payable: { amount: '400.00' } })
})

test('a commission that recurs says for how long', async () => {
  await publishTerms(world, 2, {
    rules: [rule('collected', { kind: 'recurring', percent: '20', months: 36 })],
  })
  const deal = await world.addDeal({ amountMinor: 120_000n })
  expect((await whatIf(deal))?.consequence).toBe(
    '20 % of each customer payment for 36 months: $240.00 if all $1,200.00 is paid',
  )
})

test('a missing exchange rate is named, with who can add it', async () => {
  const deal = await world.addDeal({ currency: 'EUR', closedAt: new Date('2026-03-31T12:00:00Z') })
  const text =
    'The deal is in EUR and the plan in USD, and no exchange rate of Mar 31, 2026 or before is known. Finance or an admin can add one in the console.'
  expect(await whatIf(deal)).toMatchObject({ commission: null, consequence: text })
  await world.tag(deal, world.northwind)
  expect(await commissionOf(deal)).toMatchObject({ state: 'none', amount: null, note: text })
})

test('an amount that the CRM does not give is named', async () => {
  await publishTerms(world, 2, { rules: [rule('firstYearAcv', { kind: 'percent', percent: '15' })] })
  const deal = await world.addDeal()
  await world.tag(deal, world.northwind)
  expect((await commissionOf(deal))?.note).toBe(
    'The plan goes by first-year ACV, which is not known of this deal: it is empty in the CRM, or no field is mapped to it yet. An admin maps one in the console under Connections.',
  )
})

test('a commission that no database could hold is said to be too large, and the card stays whole', async () => {
  await publishTerms(world, 2, { rules: [rule('dealAmount', { kind: 'percent', percent: '900' })] })
  const deal = await world.addDeal({ amountMinor: 90_000_000_000_000_000n })
  await world.tag(deal, world.northwind)
  expect((await commissionOf(deal))?.note).toBe(
    'The commission would be larger than any amount that can be kept.',
  )
  await world.win(deal)
  expect((await commissionOf(deal))?.state).toBe('none')
})
