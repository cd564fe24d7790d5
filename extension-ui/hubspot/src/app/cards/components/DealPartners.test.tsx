import { Button, EmptyState, ErrorState, Link, LoadingSpinner, StatusTag } from '@hubspot/ui-extensions'
import { expect, test } from 'vitest'
import {
  accrued,
  asked,
  brightpathId,
  dealCard,
  financeCard,
  managerCard,
  northwind,
  problem,
  registration,
  waiting,
} from '../test/fixtures.ts'
import { DEAL, openCard, openLoadedCard } from '../test/render-card.tsx'

const brightpath = northwind({
  creditId: '01998a00-0000-7000-8000-0000000000c2',
  partnerId: brightpathId,
  name: 'Brightpath Systems',
  role: 'influenced',
  programme: 'Silver technology',
  touchpoints: ['intro'],
  status: { tone: 'default', text: 'Tagged by Casey Moreau' },
  commission: { ...northwind().commission, amount: { amount: '1500.00', currency: 'USD' }, why: null },
})

test('says what it is loading and keeps its buttons shut until it knows', () => {
  const { renderer } = openCard()
  expect(renderer.find(LoadingSpinner).props.label).toBe('Loading the partners of this deal')
  expect(renderer.findAll(Button).every((button) => button.props.disabled)).toBe(true)
})

test('tells the server the amount and stage that the record shows, and nothing else', async () => {
  const { server } = openCard({ amount: '48000', dealstage: 'proposal & more' })
  const request = await server.next('GET', DEAL)
  expect(request.path).toBe(`${DEAL}?amount=48000&stage=proposal%20%26%20more`)
  expect(request.headers).toBeUndefined()
  expect(request.body).toEqual({})
})

test('tells the server that the record has no amount', async () => {
  const { server } = openCard({ amount: null, dealstage: 'proposal' })
  expect((await server.next('GET', DEAL)).path).toBe(`${DEAL}?amount=&stage=proposal`)
})

test('shows a rep each partner with role, programme, status in words and the money, exactly', async () => {
  const card = await openLoadedCard(
    dealCard({
      partners: [northwind({ status: { tone: 'success', text: 'Registered, protected 61 d' } }), brightpath],
    }),
  )
  await card.reads('Sourced · Gold referral')
  await card.reads('Influenced · Silver technology')
  await card.reads('1 touchpoint')
  await card.reads('If won at $48,000.00:')
  await card.reads('Northwind Consulting $7,200.00')
  await card.reads('Brightpath Systems $1,500.00')
  await card.reads('Your own credit does not change.')
  expect(card.renderer.find(StatusTag, { variant: 'success' }).text).toBe('Registered, protected 61 d')
  expect(card.primaryButtons()).toEqual(['Add partner'])
})

test('formats amounts that a float cannot hold without losing a cent', async () => {
  const amount = { amount: '90071992547409931.23', currency: 'USD' }
  const card = await openLoadedCard(
    dealCard({
      deal: { ...dealCard().deal, amount },
      partners: [northwind({ commission: { ...northwind().commission, amount } })],
    }),
  )
  await card.reads('If won at $90,071,992,547,409,931.23:')
})

test('says "No amount yet" rather than zero', async () => {
  const card = await openLoadedCard(
    dealCard({
      deal: { ...dealCard().deal, amount: null, amountNote: 'No amount yet' },
      partners: [
        northwind({
          commission: {
            ...northwind().commission,
            state: 'none',
            amount: null,
            note: 'No amount yet',
            why: null,
          },
        }),
      ],
    }),
  )
  await card.reads('Northwind Consulting No amount yet')
  expect(card.text()).not.toContain('$0')
})

test('offers nobody two primary buttons, and each their own', async () => {
  expect((await openLoadedCard(managerCard)).primaryButtons()).toEqual(['Review registration'])
  expect((await openLoadedCard(financeCard)).primaryButtons()).toEqual(['Record payment'])
  const answering = dealCard({ registrations: [asked], primaryAction: 'answer_question' })
  expect((await openLoadedCard(answering)).primaryButtons()).toEqual(['Answer question'])
  expect((await openLoadedCard(dealCard({ primaryAction: null }))).primaryButtons()).toEqual([])
})

test('shows finance what is accrued, pending, payable and paid, an unknown as unknown', async () => {
  const card = await openLoadedCard(financeCard)
  await card.reads(/\$7,200\.00 \| \$4,800\.00 \| \$2,400\.00 \| \$0\.00 \| –/)
  expect(card.hasButton('Add partner')).toBe(false)
  await card.reads('Only the sales team tags partners. Ask the owner of this deal.')
})

test('explains an amount: sentence, arithmetic, what did not apply', async () => {
  const card = await openLoadedCard(dealCard({ partners: [accrued] }))
  await card.press('Why?')
  await card.reads('Northwind Consulting gets 15 % of $48,000.00 for sourcing this deal.')
  await card.reads('15 % | $7,200.00')
  await card.reads(
    'Influencing partners get a flat $1,500.00. It is for influenced partners; this one is sourced.',
  )
})

test('invites to tag while there is no partner, and says who can add one when there is none to tag', async () => {
  const empty = await openLoadedCard(dealCard())
  expect(empty.renderer.find(EmptyState).props.title).toBe('No partner on this deal.')
  await empty.reads('If someone brought or helped it, tag them before it closes.')

  const none = await openLoadedCard(
    dealCard({ noPartnersNote: 'Avery Lindqvist can add the first partner.' }),
  )
  await none.reads('Avery Lindqvist can add the first partner.')
  expect(none.hasButton('Add partner')).toBe(false)
})

test('says what failed, that nothing was lost, and loads on "Try again"', async () => {
  const card = openCard()
  ;(await card.server.next('GET', DEAL)).fail()
  await card.reads('Could not reach Partner Desk')
  await card.reads('Nothing was lost')
  expect(card.renderer.find(ErrorState).props.title).toBe('The partners of this deal could not be loaded')
  await card.press('Try again')
  ;(await card.server.next('GET', DEAL, 1)).reply(dealCard({ partners: [northwind()] }))
  await card.reads('Northwind Consulting')
})

test("shows the server's own words for a refusal, also inside HubSpot's envelope with status 200", async () => {
  const refused = problem({
    title: 'Not found',
    detail: 'This deal is not known here.',
    code: 'not_found',
    status: 404,
  })
  const plain = openCard()
  ;(await plain.server.next('GET', DEAL)).reply(refused, 404)
  await plain.reads('This deal is not known here.')

  const wrapped = openCard()
  ;(await wrapped.server.next('GET', DEAL)).reply({
    status: 'error',
    category: 'BAD_GATEWAY',
    responseBody: refused,
  })
  await wrapped.reads('This deal is not known here.')

  const text = openCard()
  ;(await text.server.next('GET', DEAL)).reply(
    { status: 'error', responseBody: JSON.stringify(refused) },
    502,
  )
  await text.reads('This deal is not known here.')

  const rejected = openCard()
  ;(await rejected.server.next('GET', DEAL)).reject({ responseBody: JSON.stringify(refused) })
  await rejected.reads('This deal is not known here.')
})

test.each([
  ['an envelope without our answer', { status: 'error', message: 'Gateway took too long to respond' }],
  ['something that is not a card', { hello: 'world' }],
  ['nothing', null],
])('takes %s for an unreachable server', async (_name, body) => {
  const card = openCard()
  ;(await card.server.next('GET', DEAL)).reply(body)
  await card.reads('Could not reach Partner Desk')
})

test('says who can reconnect and leads there, with the last state still in sight', async () => {
  const reconnectUrl = 'https://partner-desk.example.com/oauth/hubspot/start'
  const card = await openLoadedCard(
    dealCard({
      partners: [northwind()],
      connection: {
        status: 'reconnect',
        message: 'Avery Lindqvist can reconnect HubSpot.',
        reconnectUrl,
        syncedAt: null,
      },
    }),
  )
  await card.reads('Avery Lindqvist can reconnect HubSpot.')
  expect(card.renderer.find(Link).props.href).toEqual({ url: reconnectUrl, external: true })
  await card.reads('Northwind Consulting')
})

test('loads again when the record changes, and ignores the reply that was overtaken', async () => {
  const card = openCard({ amount: '48000', dealstage: 'proposal' })
  const slow = await card.server.next('GET', DEAL)
  card.editRecord({ amount: '50000', dealstage: 'closedwon' })
  const fresh = await card.server.next('GET', DEAL, 1)
  expect(fresh.path).toBe(`${DEAL}?amount=50000&stage=closedwon`)
  fresh.reply(dealCard({ partners: [northwind({ programme: 'Fresh' })] }))
  await card.reads('Sourced · Fresh')
  slow.reply(dealCard({ partners: [northwind({ programme: 'Stale' })] }))
  await new Promise(setImmediate)
  await card.reads('Sourced · Fresh')
  expect(card.text()).not.toContain('Stale')
})

test('shows what a change answered, and looks again when the record had changed meanwhile', async () => {
  const card = await openLoadedCard(managerCard)
  await card.press('Review registration')
  await card.press('Approve registration')
  const approval = await card.server.next('POST', `${DEAL}/registrations/${waiting.id}/decision`)
  card.editRecord({ amount: '50000', dealstage: 'proposal' })
  const overtaken = await card.server.next('GET', DEAL, 1)
  approval.reply(dealCard({ partners: [northwind({ programme: 'Approved' })] }))
  await card.reads('Sourced · Approved')
  overtaken.reply(managerCard)
  const last = await card.server.next('GET', DEAL, 2)
  expect(last.path).toContain('amount=50000')
  last.reply(dealCard({ partners: [northwind({ programme: 'At 50,000' })] }))
  await card.reads('Sourced · At 50,000')
})

test('keeps what it shows when a refresh fails, and says so', async () => {
  const card = await openLoadedCard(dealCard({ partners: [northwind()] }))
  card.editRecord({ amount: '50000', dealstage: 'proposal' })
  ;(await card.server.next('GET', DEAL, 1)).fail()
  await card.reads('What you see is from the last time it worked.')
  await card.reads('Northwind Consulting $7,200.00')
})

test('shows history with who, when in the portal, why, and old against new', async () => {
  const card = await openLoadedCard(
    dealCard({
      history: [
        {
          id: 'h1',
          at: '2026-11-20T20:30:00.000Z',
          who: 'Casey Moreau',
          what: 'Credit corrected',
          reason: 'Agreed with both partners',
          before: 'influenced',
          after: 'sourced',
        },
      ],
    }),
  )
  await card.press('History')
  await card.reads(/Casey Moreau, Nov 20, 2026, 3:30\sPM EST/)
  await card.reads('Agreed with both partners')
  await card.reads('influenced → sourced')
})

test('opens the console with an address that is asked for on the click', async () => {
  const card = await openLoadedCard(dealCard())
  expect(card.server.asked.filter((request) => request.method === 'POST')).toEqual([])
  await card.press('Open console')
  const first = await card.server.next('POST', '/v1/card/console-ticket')
  first.reply({ url: 'https://partner-desk.example.com/console/enter?ticket=one' })
  await card.reads('Continue to the console')
  const link = () => card.renderer.find(Button, (button) => button.text === 'Continue to the console')
  expect(link().props.href).toEqual({
    url: 'https://partner-desk.example.com/console/enter?ticket=one',
    external: true,
  })
  link().trigger('onClick')
  await card.press('Open console')
  const second = await card.server.next('POST', '/v1/card/console-ticket', 1)
  expect(second.body['idempotencyKey']).not.toBe(first.body['idempotencyKey'])
  expect(card.hasButton('Continue to the console')).toBe(false)
})

test('says so, and asks nobody, when the app was uploaded without a server', () => {
  const card = openCard(undefined, {})
  expect(card.renderer.find(ErrorState).props.title).toBe('Partner Desk is not set up')
  expect(card.server.asked).toEqual([])
})

test('shows everybody a registration under way, the look-only viewer without decisions', async () => {
  const card = await openLoadedCard(dealCard({ registrations: [registration()] }))
  await card.press('View registration')
  await card.reads('Workshop on 2 March')
  expect(card.text()).not.toContain('Your decision')
})
