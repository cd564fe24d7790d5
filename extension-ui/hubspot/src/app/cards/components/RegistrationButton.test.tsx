import { Input, LoadingButton, Select, TextArea, ToggleGroup } from '@hubspot/ui-extensions'
import { expect, test } from 'vitest'
import {
  asked,
  choices,
  dealCard,
  managerCard,
  northwind,
  northwindId,
  registration,
  waiting,
} from '../test/fixtures.ts'
import { DEAL, openLoadedCard } from '../test/render-card.tsx'

const REGISTRATION = `${DEAL}/registrations/${waiting.id}`
const KEY = expect.stringMatching(/^[0-9a-f-]{36}$/)

type Card = Awaited<ReturnType<typeof openLoadedCard>>

const write = (card: Card, name: string, value: string) =>
  card.renderer.find(TextArea, { name }).trigger('onInput', value as never)
const decide = (card: Card, decision: string) =>
  card.renderer.find(ToggleGroup, { name: 'decision' }).trigger('onChange', decision as never)
const posts = (card: Card) => card.server.asked.filter((request) => request.method === 'POST')

async function review() {
  const card = await openLoadedCard(managerCard)
  await card.press('Review registration')
  await card.reads('Your decision')
  return card
}

test('shows the manager the claim, its evidence, the clock, conflicts and what approving causes', async () => {
  const card = await review()
  await card.reads('Workshop on 2 March')
  await card.reads('41 h left')
  await card.reads('Another registration names canalworks.example.')
  await card.reads('Protected until 19 February 2027.')
})

test('approves and says what that caused', async () => {
  const card = await review()
  await card.press('Approve registration')
  const request = await card.server.next('POST', `${REGISTRATION}/decision`)
  expect(request.body).toEqual({ decision: 'approve', idempotencyKey: KEY })
  request.reply(dealCard({ partners: [northwind()] }))
  await card.until(() => expect(card.renderer.mocks.actions.addAlert.callCount).toBe(1))
  expect(card.renderer.mocks.actions.addAlert.calls[0]?.[0].message).toBe(
    'Protected until 19 February 2027. Northwind Consulting becomes sourced.',
  )
})

test('rejects only with a reason and the text that the partner reads, in destructive dress', async () => {
  const card = await review()
  decide(card, 'reject')
  await card.press('Reject registration')
  await card.reads('Choose a reason.')
  await card.reads('Write what the partner will read.')
  expect(posts(card)).toEqual([])
  expect(card.renderer.find(LoadingButton).props.variant).toBe('destructive')

  card.renderer.find(Select, { name: 'reason' }).trigger('onChange', 'existing_customer' as never)
  await card.press('Reject registration')
  expect(posts(card)).toEqual([])

  write(card, 'message', 'They have been a customer since 2024.')
  await card.press('Reject registration')
  expect((await card.server.next('POST', `${REGISTRATION}/decision`)).body).toEqual({
    decision: 'reject',
    reason: 'existing_customer',
    messageToPartner: 'They have been a customer since 2024.',
    idempotencyKey: KEY,
  })
})

test('asks one question', async () => {
  const card = await review()
  decide(card, 'ask')
  await card.press('Send question')
  await card.reads('Write the question.')
  write(card, 'question', 'Who attended?')
  await card.press('Send question')
  expect((await card.server.next('POST', `${REGISTRATION}/decision`)).body).toEqual({
    decision: 'ask',
    question: 'Who attended?',
    idempotencyKey: KEY,
  })
})

test('offers only the decisions that are allowed, and says why not the others', async () => {
  const because = 'You submitted this registration: somebody else approves it.'
  const own = registration({
    actions: { ...waiting.actions, approve: { allowed: false, because } },
  })
  const card = await openLoadedCard({ ...managerCard, registrations: [own] })
  await card.press('Review registration')
  await card.reads(because)
  const options = card.renderer.find(ToggleGroup, { name: 'decision' }).props.options
  expect(options.map(({ value, readOnly }) => [value, readOnly])).toEqual([
    ['approve', true],
    ['ask', false],
    ['reject', false],
  ])
  expect(card.hasButton('Approve registration')).toBe(false)
})

test('answers the question that was asked', async () => {
  const card = await openLoadedCard(dealCard({ registrations: [asked], primaryAction: 'answer_question' }))
  await card.press('Answer question')
  await card.reads('Who attended the workshop?')
  await card.press('Send answer')
  await card.reads('Write the answer.')
  write(card, 'answer', 'Both founders.')
  await card.press('Send answer')
  expect((await card.server.next('POST', `${REGISTRATION}/answer`)).body).toEqual({
    answer: 'Both founders.',
    idempotencyKey: KEY,
  })
})

test('withdraws with a reason, after asking once', async () => {
  const card = await openLoadedCard(dealCard({ registrations: [asked], primaryAction: 'answer_question' }))
  await card.press('Answer question')
  await card.press('Withdraw registration')
  await card.reads("Northwind Consulting's registration of this deal is taken back.")
  write(card, 'reason', 'The customer went elsewhere')
  await card.press('Withdraw registration')
  expect((await card.server.next('POST', `${REGISTRATION}/withdraw`)).body).toEqual({
    reason: 'The customer went elsewhere',
    idempotencyKey: KEY,
  })
})

test('registers the deal for the partner on it, which is chosen already', async () => {
  const card = await openLoadedCard(dealCard({ partners: [northwind()], primaryAction: null }))
  await card.press('Register')
  await card.press('Register this deal for Northwind Consulting')
  await card.reads('Say who the contact is.')
  expect(posts(card)).toEqual([])
  card.renderer.find(Input, { name: 'contactName' }).trigger('onInput', ' Ines Duarte ' as never)
  card.renderer.find(Input, { name: 'contactEmail' }).trigger('onInput', 'nobody' as never)
  write(card, 'useCase', 'Dispatch')
  write(card, 'evidence', 'Workshop')
  await card.press('Register this deal for Northwind Consulting')
  await card.reads('This is not an email address.')
  expect(posts(card)).toEqual([])
  card.renderer.find(Input, { name: 'contactEmail' }).trigger('onInput', '' as never)
  await card.press('Register this deal for Northwind Consulting')
  const request = await card.server.next('POST', `${DEAL}/registrations`)
  expect(request.body).toEqual({
    partnerId: northwindId,
    contactName: 'Ines Duarte',
    contactEmail: null,
    useCase: 'Dispatch',
    evidence: 'Workshop',
    idempotencyKey: KEY,
  })
  request.reply(dealCard({ partners: [northwind()], registrations: [registration()] }), 201)
  await card.until(() => expect(card.renderer.mocks.actions.addAlert.callCount).toBe(1))
  expect(card.renderer.mocks.actions.addAlert.calls[0]?.[0].message).toContain('Northwind Consulting waits')
})

test('registers a partner that is not on the deal by searching for it', async () => {
  const card = await openLoadedCard(dealCard())
  await card.press('Register')
  ;(await card.server.next('GET', `${DEAL}/partners`)).reply(choices())
  await card.reads('Choose a partner to register')
  await card.until(() => expect(card.renderer.find(ToggleGroup, { name: 'partner' })).toBeTruthy())
  card.renderer.find(ToggleGroup, { name: 'partner' }).trigger('onChange', northwindId as never)
  await card.reads('Register this deal for Northwind Consulting')
})

test('removes a tag with a reason, after saying what goes with it', async () => {
  const card = await openLoadedCard(dealCard({ partners: [northwind()] }))
  await card.press('Northwind Consulting')
  await card.press('Remove tag')
  await card.reads('$7,200.00 of commission goes with the tag.')
  await card.press('Remove Northwind Consulting')
  await card.reads('Say why: it is kept in the history.')
  expect(posts(card)).toEqual([])
  write(card, 'reason', 'Tagged by mistake')
  await card.press('Remove Northwind Consulting')
  const request = await card.server.next('POST', `${DEAL}/credits/${northwind().creditId}/remove`)
  expect(request.body).toEqual({ reason: 'Tagged by mistake', idempotencyKey: KEY })
})

test('explains why a tag cannot be removed instead of offering it', async () => {
  const cannotRemoveBecause = 'The credit is locked since the deal was won. A channel manager can change it.'
  const card = await openLoadedCard(
    dealCard({ partners: [northwind({ canRemove: false, cannotRemoveBecause })] }),
  )
  await card.press('Northwind Consulting')
  await card.reads(cannotRemoveBecause)
  expect(card.hasButton('Remove tag')).toBe(false)
})
