import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ExampleReply, PlanDraftView } from '../../shared/contract/plan-api.ts'
import { openPlanDesk, type PlanDesk, type PlanPerson } from './plan-desk.ts'

let desk: PlanDesk
let author: PlanPerson
let draft: PlanDraftView

beforeAll(async () => {
  desk = await openPlanDesk()
  author = await desk.person(['channel_manager'])
  const { programme, versions } = await desk.programme()
  draft = await author.change('POST', '/v1/console/plan-drafts', {
    programmeId: programme.id,
    basedOn: versions[0]?.id,
  })
})
afterAll(() => desk.close())

const deal = { amount: { amount: '26000.00', currency: 'USD' }, closeDate: '2026-12-15' }
const post = (body: object) =>
  author.browser.change('POST', `/v1/console/plan-drafts/${draft.id}/example`, {
    tier: 'gold',
    deal,
    ...body,
  })

async function example(body: object): Promise<ExampleReply> {
  const reply = await post(body)
  if (reply.status !== 200) throw new Error(reply.text)
  return reply.json() as ExampleReply
}

const bands = [
  { upTo: '10000.00', percent: '20' },
  { upTo: '25000.00', percent: '25' },
  { upTo: null, percent: '30' },
]
const withRule = (rule: object) => ({
  ...draft.terms,
  rules: [{ id: 'only', role: 'sourced', basis: 'dealAmount', ...rule }],
})
const graduated = { rate: { kind: 'graduated', bands } }

test('pays unsaved terms on a made-up deal in both roles, and says why', async () => {
  const { lines, rules } = await example({ terms: withRule(graduated) })
  expect(lines).toMatchObject([
    { role: 'sourced', amount: { amount: '6050.00', currency: 'USD' }, because: null },
    { role: 'influenced', amount: { amount: '0.00' } },
  ])
  expect(lines[0]?.why?.sentence).toContain('The partner')
  expect(rules.map(({ id }) => id)).toEqual(['only'])
})

test('goes by tier, product, days since the registration and revenue before', async () => {
  const amountOf = async (terms: object, body: object = {}) =>
    (await example({ terms, ...body })).lines[0]?.amount?.amount
  const tens = { rate: { kind: 'percent', percent: '10' } }
  const silver = withRule({ ...tens, when: { tiers: ['silver'] } })
  expect(await amountOf(silver)).toBe('0.00')
  expect(await amountOf(silver, { tier: 'silver' })).toBe('2600.00')
  const core = withRule({ ...tens, basis: 'lineItems', when: { products: ['core'] } })
  expect(await amountOf(core, { deal: { ...deal, product: 'core' } })).toBe('2600.00')
  expect(await amountOf(core, { deal: { ...deal, product: 'other' } })).toBe('0.00')
  const quick = withRule({ ...tens, when: { closedWithinDaysOfRegistration: 60 } })
  expect(await amountOf(quick, { registeredDaysBefore: 60 })).toBe('2600.00')
  expect(await amountOf(quick, { registeredDaysBefore: 61 })).toBe('0.00')
  const yearly = { kind: 'graduated', measure: { period: 'year', of: 'sourcedRevenue' }, bands }
  // 30 % of all, since the bands below are full.
  expect(await amountOf(withRule({ rate: yearly }), { revenueBefore: '25000.00' })).toBe('7800.00')
})

test('says what is missing instead of an amount', async () => {
  const acv = withRule({ basis: 'firstYearAcv', rate: { kind: 'percent', percent: '15' } })
  const [sourced] = (await example({ terms: acv })).lines
  expect(sourced).toMatchObject({ amount: null, because: expect.stringContaining('first-year ACV') })
  const euro = { ...deal, amount: { amount: '1.00', currency: 'EUR' } }
  const [foreign] = (await example({ terms: withRule(graduated), deal: euro })).lines
  expect(foreign).toMatchObject({
    amount: null,
    because: expect.stringContaining('No exchange rate from EUR to USD'),
  })
  const broken = await example({ terms: withRule({ rate: { kind: 'percent', percent: 15 } }) })
  expect(broken.lines[0]).toMatchObject({ amount: null, because: expect.stringContaining('rules[0].rate') })
  expect(broken.findings.length).toBeGreaterThan(0)
})

test.each([
  ['deal.amount.amount', { deal: { ...deal, amount: { amount: '1.005', currency: 'USD' } } }],
  ['deal.amount.amount', { deal: { ...deal, amount: { amount: '1.00', currency: 'XXX' } } }],
  ['deal.firstYearAcv', { deal: { ...deal, firstYearAcv: '1e3' } }],
  ['revenueBefore', { revenueBefore: '1,000.00' }],
])('refuses an amount that is none, at %s', async (path, body) => {
  const reply = await post({ terms: withRule(graduated), ...body })
  expect([reply.status, reply.json()]).toMatchObject([400, { errors: [{ path }] }])
})

test('changes nothing', async () => {
  const before = await desk.inWorkspace((tx) => tx.db.selectFrom('audit_event').select('id').execute())
  await example({ terms: withRule(graduated) })
  expect(await author.draft(draft.id)).toEqual(draft)
  expect(await desk.inWorkspace((tx) => tx.db.selectFrom('audit_event').select('id').execute())).toEqual(
    before,
  )
})
