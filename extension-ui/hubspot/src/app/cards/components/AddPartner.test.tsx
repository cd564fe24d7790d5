import { Input, LoadingButton, RadioButton, SearchInput, ToggleGroup } from '@hubspot/ui-extensions'
import { expect, test } from 'vitest'
import {
  brightpath,
  brightpathId,
  choice,
  choices,
  dealCard,
  northwind,
  northwindId,
  problem,
} from '../test/fixtures.ts'
import { DEAL, openLoadedCard } from '../test/render-card.tsx'

const CREDITS = `${DEAL}/credits`
const PARTNERS = `${DEAL}/partners`
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

async function openPanel(found = choices()) {
  const card = await openLoadedCard(dealCard())
  await card.press('Add partner')
  ;(await card.server.next('GET', PARTNERS)).reply(found)
  await card.reads('Gold referral · northwind-consulting.example · used recently')
  return card
}

type OpenPanel = Awaited<ReturnType<typeof openPanel>>

const choose = (card: OpenPanel, partnerId: string) =>
  card.renderer.find(ToggleGroup, { name: 'partner' }).trigger('onChange', partnerId as never)
const type = (card: OpenPanel, name: string, value: string) =>
  card.renderer.find(Input, { name }).trigger('onInput', value as never)

async function chooseNorthwind(card: OpenPanel) {
  choose(card, northwindId)
  await card.reads('What Northwind Consulting did')
  type(card, 'reason', 'Introduced the head of operations')
}

test('asks for partners only when the panel is opened', async () => {
  const card = await openLoadedCard(dealCard())
  expect(card.server.asked.map((request) => request.path)).not.toContain(PARTNERS)
  await card.press('Add partner')
  expect((await card.server.next('GET', PARTNERS)).path).toBe(PARTNERS)
})

test('shows both roles with what they cost, and repeats the choice as a sentence on the button', async () => {
  const card = await openPanel()
  await chooseNorthwind(card)
  await card.reads('Tag Northwind Consulting as sourced - $7,200.00 if won')
  await card.reads('Counts towards platinum.')
  card.renderer.find(RadioButton, { value: 'influenced' }).trigger('onChange')
  await card.reads('Tag Northwind Consulting as influenced - $1,500.00 if won')
})

test('tags, then shows the new card, says what it means and refreshes the record', async () => {
  const card = await openPanel()
  await chooseNorthwind(card)
  card.renderer.find(ToggleGroup, { name: 'touchpoints' }).trigger('onChange', ['meeting', 'intro'] as never)
  await card.press('Tag Northwind Consulting as sourced - $7,200.00 if won')
  const request = await card.server.next('POST', CREDITS)
  expect(request.body).toEqual({
    idempotencyKey: expect.stringMatching(UUID_V4),
    partnerId: northwindId,
    role: 'sourced',
    reason: 'Introduced the head of operations',
    touchpoints: ['intro', 'meeting'],
  })
  expect(request.headers).toBeUndefined()
  const { addAlert, closeOverlay, refreshObjectProperties } = card.renderer.mocks.actions
  expect(addAlert.callCount).toBe(0)
  request.reply(dealCard({ partners: [northwind()], primaryAction: null }), 201)
  await card.until(() => expect(addAlert.callCount).toBe(1))
  expect(addAlert.calls[0]?.[0]).toEqual({
    type: 'success',
    title: 'Partner added',
    message: 'Northwind Consulting is tagged as sourced: $7,200.00 if won.',
  })
  expect(closeOverlay.calls).toEqual([['add-partner']])
  expect(refreshObjectProperties.callCount).toBe(1)
  await card.reads('Sourced · Gold referral')
})

test('sends one request however often the button is pressed, and shows that it is busy', async () => {
  const card = await openPanel()
  await chooseNorthwind(card)
  await card.press('Tag Northwind Consulting as sourced - $7,200.00 if won')
  await card.server.next('POST', CREDITS)
  await card.until(() => expect(card.renderer.find(LoadingButton).props.loading).toBe(true))
  await card.press('Tag Northwind Consulting as sourced - $7,200.00 if won')
  await new Promise(setImmediate)
  expect(card.server.asked.filter((request) => request.method === 'POST')).toHaveLength(1)
})

test('repeats the very same request on "Try again", key included', async () => {
  const card = await openPanel()
  await chooseNorthwind(card)
  await card.press('Tag Northwind Consulting as sourced - $7,200.00 if won')
  const first = await card.server.next('POST', CREDITS)
  first.fail()
  await card.reads('Could not reach Partner Desk')
  await card.reads('trying again cannot do it twice')
  await card.press('Try again')
  const second = await card.server.next('POST', CREDITS, 1)
  expect(second.body).toEqual(first.body)
  second.reply(problem({ code: 'unavailable', status: 503, title: 'Away for a moment' }), 503)
  await card.reads('Away for a moment')
  await card.press('Tag Northwind Consulting as sourced - $7,200.00 if won')
  expect((await card.server.next('POST', CREDITS, 2)).body).toEqual(first.body)
})

test('a changed form is a new intention with a key of its own', async () => {
  const card = await openPanel()
  await chooseNorthwind(card)
  await card.press('Tag Northwind Consulting as sourced - $7,200.00 if won')
  const first = await card.server.next('POST', CREDITS)
  first.fail()
  await card.reads('Could not reach Partner Desk')
  type(card, 'reason', 'Ran the pilot')
  await card.press('Tag Northwind Consulting as sourced - $7,200.00 if won')
  const second = await card.server.next('POST', CREDITS, 1)
  expect(second.body['reason']).toBe('Ran the pilot')
  expect(second.body['idempotencyKey']).not.toBe(first.body['idempotencyKey'])
})

test('shows a refusal inside the panel, keeps what was typed and does not offer to repeat it', async () => {
  const card = await openPanel()
  await chooseNorthwind(card)
  await card.press('Tag Northwind Consulting as sourced - $7,200.00 if won')
  const first = await card.server.next('POST', CREDITS)
  first.reply(problem(), 422)
  await card.reads('Another partner already sourced this deal.')
  expect(card.hasButton('Try again')).toBe(false)
  expect(card.renderer.mocks.actions.closeOverlay.callCount).toBe(0)
  await card.press('Tag Northwind Consulting as sourced - $7,200.00 if won')
  const second = await card.server.next('POST', CREDITS, 1)
  expect(second.body['reason']).toBe('Introduced the head of operations')
  expect(second.body['idempotencyKey']).not.toBe(first.body['idempotencyKey'])
})

test('asks for a reason before it sends anything', async () => {
  const card = await openPanel()
  choose(card, northwindId)
  await card.press('Tag Northwind Consulting as sourced - $7,200.00 if won')
  await card.reads('Say what they did.')
  expect(card.server.asked.filter((request) => request.method === 'POST')).toEqual([])
})

test('does not tag a partner that no role is open to, and says why', async () => {
  const refused = { ...choice().sourced, allowed: false, refusal: 'Brightpath Systems is suspended.' }
  const card = await openPanel(choices([choice(), { ...brightpath, sourced: refused, influenced: refused }]))
  choose(card, brightpathId)
  await card.reads('Brightpath Systems is suspended.')
  await card.reads('Brightpath Systems cannot be tagged here')
  expect(card.renderer.find(LoadingButton).props.disabled).toBe(true)
})

test('searches while typing and ignores an answer that was overtaken', async () => {
  const card = await openPanel()
  const search = (text: string) => card.renderer.find(SearchInput).trigger('onInput', text as never)
  search('bri')
  const early = await card.server.next('GET', /search=bri$/)
  search('bright')
  const late = await card.server.next('GET', /search=bright$/)
  late.reply(choices([brightpath]))
  await card.reads('Silver technology')
  early.reply(choices([choice({ name: 'Harbor Integrators' })]))
  await new Promise(setImmediate)
  expect(card.text()).not.toContain('Harbor Integrators')
  await card.reads('Brightpath Systems')
})

test('says when nothing matches, and when there is more than it shows', async () => {
  const card = await openPanel(choices([choice()], true))
  await card.reads('More partners match.')
  card.renderer.find(SearchInput).trigger('onInput', 'zzz' as never)
  ;(await card.server.next('GET', /search=zzz$/)).reply(choices([]))
  await card.reads('No partner matches "zzz".')
})
