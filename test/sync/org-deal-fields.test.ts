import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DealFieldMapping } from '../../shared/crm/deal-fields.ts'
import { checkDealFields, chooseDealFields } from '../../server/workflows/choose-deal-fields.ts'
import { replayCommission } from '../../server/workflows/replay-commission.ts'
import { type OrgWorld, startOrgWorld } from '../support/org-world.ts'
import { tagTheDeal, type TaggedDeal } from './tagged-deal.ts'

/** The Salesforce half of deal-fields.test.ts: 20 % of gross margin in EMEA, else 15 % of first-year ACV. */
const FIELDS = {
  firstYearAcv: 'First_Year_ACV__c',
  grossMargin: 'Margin__c',
  region: 'Territory__c',
} satisfies DealFieldMapping

let world: OrgWorld
let tagged: TaggedDeal
/** The org's own clock: its stamps have whole seconds. */
let aheadMs = 0

async function write(values: Record<string, string | null>): Promise<void> {
  aheadMs += 2_000
  world.salesforce.org.update(tagged.externalId, values)
  await world.sync()
  await tagged.react()
}
const standing = async () =>
  (await tagged.lines())
    .filter(({ latest }) => latest.amountMinor > 0n)
    .map(({ ruleId, latest }) => [ruleId, latest.amountMinor, latest.change.because])
const percent = (text: string) => ({ kind: 'percent', percent: text })

beforeAll(async () => {
  world = await startOrgWorld({
    salesforce: {
      now: () => new Date(Date.now() + aheadMs),
      seed(org) {
        org.addCustomField('Opportunity', FIELDS.firstYearAcv, 80, 'currency')
        org.addCustomField('Opportunity', FIELDS.grossMargin, 80, 'currency')
        org.addCustomField('Opportunity', FIELDS.region, 80)
        org.createOpportunity(
          {
            Name: 'Rollout',
            Amount: '48000',
            CloseDate: '2026-11-20',
            [FIELDS.firstYearAcv]: '20000',
            [FIELDS.grossMargin]: '10000',
            [FIELDS.region]: 'AMER',
          },
          { at: new Date(Date.now() - 86_400_000) },
        )
      },
    },
  })
  await world.sync({ full: true })
  tagged = await tagTheDeal(world, [
    { id: 'emea', role: 'sourced', basis: 'grossMargin', rate: percent('20'), when: { regions: ['EMEA'] } },
    { id: 'acv', role: 'sourced', basis: 'firstYearAcv', rate: percent('15') },
  ])
})
afterAll(() => world.close())

test('fields that hold something else are refused, and mapped ones are read with the next run', async () => {
  const check = (fields: DealFieldMapping) =>
    checkDealFields(world.context, world.workspaceId, world.connectionId, fields)
  await expect(check({ firstYearAcv: FIELDS.region })).rejects.toMatchObject({ code: 'rule_violated' })
  expect((await tagged.onCard())?.amount).toBeNull()
  await check(FIELDS)
  const choice = { connectionId: world.connectionId, fields: FIELDS }
  expect(await tagged.within((tx) => chooseDealFields(tx, tagged.actor, choice, tagged.moment()))).toBe(true)
  expect(await world.sync()).toMatchObject({ kind: 'full', rowsWritten: { deal: 1 } })
  expect(await tagged.onCard()).toMatchObject({ state: 'preview', amount: { amount: '3000.00' } })
  expect((await world.sync({ full: true })).rowsWritten).toMatchObject({ deal: 0 })
})

test('a won deal accrues what the card foresaw, of first-year ACV', async () => {
  await write({ StageName: 'Closed Won' })
  expect(await standing()).toEqual([['acv', 300_000n, 'The deal was won.']])
})

test('another ACV trues the commission up, rounded once', async () => {
  await write({ [FIELDS.firstYearAcv]: '26000.50' })
  // 15 % of 26,000.50 is 3,900.075.
  expect(await standing()).toEqual([
    ['acv', 390_008n, 'First-year ACV changed from $20,000.00 to $26,000.50.'],
  ])
})

test('another region brings another rule and its base', async () => {
  await write({ [FIELDS.region]: 'EMEA' })
  expect((await standing()).map(([ruleId, amount]) => [ruleId, amount])).toEqual([['emea', 200_000n]])
  await write({ [FIELDS.grossMargin]: '9000.01' })
  // 20 % of 9,000.01 is 1,800.002.
  expect(await standing()).toEqual([['emea', 180_000n, 'Gross margin changed from $10,000.00 to $9,000.01.']])
  for (const { id } of await tagged.lines()) {
    expect(await tagged.within((tx) => replayCommission(tx, id))).toMatchObject({ same: true })
  }
})

test('a figure that becomes empty is unknown and moves nothing', async () => {
  const before = await standing()
  await write({ [FIELDS.grossMargin]: null })
  expect(await standing()).toEqual(before)
})
