import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { whyText } from '../../shared/commission/why-text.ts'
import { commissionLinesOf } from '../../server/db/commission-store.ts'
import { publishedPlans } from '../../server/db/programme-store.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'

let world: LedgerWorld

beforeAll(async () => {
  world = await openLedgerWorld()
})
afterAll(() => world.close())

/** A line as version 1 stored it: the inputs are those of its explanation. */
async function accruedByVersionOne(): Promise<string> {
  const deal = await world.addDeal({ amountMinor: 100_000n })
  await world.tag(deal, world.northwind)
  await world.changeDeal(deal, { outcome: 'won', closedAt: world.moment.now })
  const dealId = await world.dealId(deal)
  await world.do(async (tx) => {
    const [plan] = await publishedPlans(tx, ['referral'])
    const credit = await tx.db
      .selectFrom('credit')
      .select('id')
      .where('deal_id', '=', dealId)
      .executeTakeFirstOrThrow()
    const id = world.moment.newId()
    const inputs = {
      dealId,
      dealAmount: { amount: '1000.00', currency: 'USD' },
      firstYearAcv: null,
      dealType: null,
      closeDate: '2026-03-02',
      partnerId: world.northwind,
      partnerType: 'referral',
      tier: 'gold',
      role: 'sourced',
      shareBps: 5_000,
    }
    const why = {
      plan: { id: 'referral-standard', version: 1, currency: 'USD', earning: 'onCollection' },
      inputs,
      rule: { id: 'sourced', text: 'Sourced partners get 15 % of the deal amount.' },
      outsidePlan: null,
      withdrawn: null,
      tried: [
        {
          id: 'sourced',
          text: 'Sourced partners get 15 % of the deal amount.',
          outcome: { kind: 'applied' },
        },
      ],
      steps: [
        { step: 'basis', basis: 'dealAmount', amount: { amount: '1000.00', currency: 'USD' } },
        { step: 'percent', percent: '15', exact: '1500000/100' },
        { step: 'share', shareBps: 5_000, exact: '15000000000/2000000' },
      ],
      amount: { amount: '75.00', currency: 'USD' },
    }
    await tx.db
      .insertInto('commission_line')
      .values({
        workspace_id: tx.workspaceId,
        id,
        credit_id: credit.id,
        deal_id: dealId,
        partner_id: world.northwind,
        rule_id: 'sourced',
        currency: 'USD',
        created_at: world.moment.now,
      })
      .execute()
    await tx.db
      .insertInto('commission_calculation')
      .values({
        workspace_id: tx.workspaceId,
        line_id: id,
        revision: 1,
        plan_version_id: plan?.versionId ?? '',
        amount_minor: 7_500n,
        inputs: JSON.stringify({
          ...inputs,
          change: { fromMinor: null, toMinor: '7500', deltaMinor: '7500' },
        }),
        why: JSON.stringify(why),
        cause: 'The deal was won.',
        calculated_at: world.moment.now,
      })
      .execute()
  })
  return deal
}

test('a line that version 1 accrued is read and explained as before', async () => {
  const deal = await accruedByVersionOne()
  const dealId = await world.dealId(deal)
  const [line] = await world.do((tx) => commissionLinesOf(tx, dealId))
  expect(line?.latest).toMatchObject({ amountMinor: 7_500n, inputs: null, why: { inputs: { share: '50' } } })
  const text = line && whyText(line.latest.why, 'Northwind Consulting')
  expect(text?.sentence).toContain(
    'Northwind Consulting sourced this deal: 15 % of the deal amount $1,000.00',
  )
  expect(text?.steps).toContainEqual({
    label: 'When',
    value: 'Payable in proportion to what the customer pays.',
  })
})

test('a line that version 1 accrued keeps its tier and version when the deal changes, and says what changed', async () => {
  const deal = await accruedByVersionOne()
  const dealId = await world.dealId(deal)
  await world.do((tx) => sql`update credit set share_bps = 5000 where deal_id = ${dealId}`.execute(tx.db))
  await world.do((tx) =>
    tx.db.updateTable('partner').set({ tier: 'bronze' }).where('id', '=', world.northwind).execute(),
  )
  await world.changeDeal(deal, { amountMinor: 200_000n })
  await world.react(deal)
  expect(await world.lines(deal)).toEqual([
    {
      amountMinor: 15_000n,
      revision: 2,
      because: 'The deal amount changed from $1,000.00 to $2,000.00.',
    },
  ])
  const [line] = await world.do((tx) => commissionLinesOf(tx, dealId))
  expect(line?.latest).toMatchObject({
    closedOn: '2026-03-02',
    revenueMinor: 100_000n,
    why: { inputs: { tier: 'gold' } },
  })
  expect(line?.latest.inputs).not.toBeNull()
})
