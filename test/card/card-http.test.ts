import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dealCard, partnerChoices } from '../../shared/contract/card-api.ts'
import { partnerDetail, partnerList, programmeList } from '../../shared/contract/console-api.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import { seedTenant, type Tenant } from '../support/seed-tenant.ts'
import { type CardPerson, startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let tenant: Tenant
let rep: CardPerson
let manager: CardPerson
const DEAL = '501'

beforeAll(async () => {
  app = await startTestApp()
  tenant = await seedTenant(app.context, '4001')
  rep = await tenant.person(['rep'])
  manager = await tenant.person(['channel_manager'])
  await app.context.db.inWorkspace(tenant.workspaceId, async (tx) => {
    await seedProgramme(tx, { now: new Date(), newId: app.context.newId })
    await tx.db
      .insertInto('deal')
      .values({
        workspace_id: tenant.workspaceId,
        connection_id: tenant.connectionId,
        external_id: DEAL,
        name: 'Cancity renewal',
        amount_minor: 4_800_000n,
        currency: 'USD',
        outcome: 'open',
        state: 'active',
        content_hash: '',
        synced_at: new Date(),
      })
      .execute()
  })
})
afterAll(() => app.close())

const northwind = async () => {
  const reply = await app.card(rep, 'GET', `/v1/card/deals/${DEAL}/partners?search=northwind`)
  const [partner] = partnerChoices.parse(reply.json()).partners
  if (!partner) throw new Error('Northwind is not found')
  return partner
}

test('takes a deal from search over tag and registration to approval, each answer being the whole card', async () => {
  const { partnerId, sourced } = await northwind()
  expect(sourced.consequence).toBe('$7,200.00 if won')
  const body = {
    idempotencyKey: randomUUID(),
    partnerId,
    role: 'sourced',
    reason: 'Intro',
    touchpoints: ['intro'],
  }
  const tagged = await app.card(rep, 'POST', `/v1/card/deals/${DEAL}/credits`, body)
  expect(tagged.status).toBe(200)
  expect(dealCard.parse(tagged.json()).partners).toHaveLength(1)
  // HubSpot repeats a failed POST by itself: the first answer again, and one effect.
  const again = await app.card(rep, 'POST', `/v1/card/deals/${DEAL}/credits`, body)
  expect(again.json()).toEqual(tagged.json())

  const claim = { contactName: 'Ada Berg', useCase: 'Renewal', evidence: 'Notes of 1 March' }
  const submitted = await app.card(rep, 'POST', `/v1/card/deals/${DEAL}/registrations`, {
    idempotencyKey: randomUUID(),
    partnerId,
    ...claim,
  })
  const [registration] = dealCard.parse(submitted.json()).registrations
  const decision = `/v1/card/deals/${DEAL}/registrations/${registration?.id}/decision`
  const approve = { idempotencyKey: randomUUID(), decision: 'approve' }
  expect((await app.card(rep, 'POST', decision, approve)).status).toBe(403)
  const approved = dealCard.parse((await app.card(manager, 'POST', decision, approve)).json())
  expect(approved.partners).toMatchObject([{ status: { text: 'Registered, protected 90 d' } }])
  expect(approved.history.map(({ what }) => what)).toEqual([
    'The credit of Northwind Consulting now rests on its registration',
    'Approved the registration of Northwind Consulting',
    'Review of Northwind Consulting began',
    'Registered the deal for Northwind Consulting',
    'Tagged Northwind Consulting as sourced',
  ])
})

test('serves the card while the CRM cannot be reached', async () => {
  const reply = await app.card(rep, 'GET', `/v1/card/deals/${DEAL}?amount=1&stage=other`)
  expect(reply.status).toBe(200)
  expect(dealCard.parse(reply.json()).deal.amount).toEqual({ amount: '48000.00', currency: 'USD' })
})

test('answers another workspace’s deal like one that does not exist', async () => {
  const other = await seedTenant(app.context, '4002')
  const stranger = await other.person(['rep'])
  const problem = async (deal: string) => {
    const reply = await app.card(stranger, 'GET', `/v1/card/deals/${deal}`)
    return { status: reply.status, problem: { ...(reply.json() as object), requestId: '' } }
  }
  const theirs = await problem(DEAL)
  expect(theirs.status).toBe(404)
  expect(theirs).toEqual(await problem('999'))
})

test('lists partners, shows one and takes a new one into its programme', async () => {
  const admin = await app.signIn(await tenant.person(['admin']))
  const first = partnerList.parse((await admin.get('/v1/console/partners?limit=4')).json())
  expect(first.rows).toHaveLength(4)
  expect(first.total).toBe(11)
  const rest = partnerList.parse((await admin.get(`/v1/console/partners?cursor=${first.nextCursor}`)).json())
  expect(rest.rows).toHaveLength(7)
  expect(rest.nextCursor).toBeNull()
  const names = [...first.rows, ...rest.rows].map(({ name }) => name)
  expect(names).toEqual([...new Set(names)].sort())
  expect((await admin.get('/v1/console/partners?cursor=bm9wZQ')).status).toBe(400)

  const input = {
    idempotencyKey: randomUUID(),
    name: 'Riverbend Partners',
    type: 'referral',
    tier: 'silver',
    payoutCurrency: 'USD',
    domains: ['riverbend.example'],
  }
  const made = await admin.change('POST', '/v1/console/partners', input)
  expect(partnerDetail.parse(made.json())).toMatchObject({
    programme: 'Silver referral',
    domains: ['riverbend.example'],
  })
  const twice = { ...input, idempotencyKey: randomUUID(), name: 'Another' }
  const taken = await admin.change('POST', '/v1/console/partners', twice)
  expect(taken.status).toBe(409)
  expect(taken.text).toContain('already belongs to Riverbend Partners')
  for (const wrong of [
    { tier: 'platinum' },
    { payoutCurrency: 'ZZZ' },
    { domains: ['gmail.com'] },
    { domains: ['no'] },
  ]) {
    const refused = await admin.change('POST', '/v1/console/partners', {
      ...twice,
      domains: [],
      ...wrong,
      idempotencyKey: randomUUID(),
    })
    expect(refused.status).toBe(400)
  }
})

test('describes each programme’s plan in sentences', async () => {
  const browser = await app.signIn(await tenant.person(['channel_manager']))
  const { programmes } = programmeList.parse((await browser.get('/v1/console/programmes')).json())
  expect(programmes).toHaveLength(8)
  expect(programmes.find(({ partnerType }) => partnerType === 'referral')?.plan?.rules).toEqual([
    'Sourcing partners get 15 % of the deal amount.',
    'Influencing partners get a flat $1,500.00.',
  ])
})
