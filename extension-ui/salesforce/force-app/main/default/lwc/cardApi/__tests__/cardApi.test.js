import answerQuestion from '@salesforce/apex/PartnerCardController.answerQuestion'
import decideRegistration from '@salesforce/apex/PartnerCardController.decideRegistration'
import loadCard from '@salesforce/apex/PartnerCardController.loadCard'
import openConsole from '@salesforce/apex/PartnerCardController.openConsole'
import recordPayment from '@salesforce/apex/PartnerCardController.recordPayment'
import removeCredit from '@salesforce/apex/PartnerCardController.removeCredit'
import searchPartners from '@salesforce/apex/PartnerCardController.searchPartners'
import submitRegistration from '@salesforce/apex/PartnerCardController.submitRegistration'
import tagPartner from '@salesforce/apex/PartnerCardController.tagPartner'
import withdrawRegistration from '@salesforce/apex/PartnerCardController.withdrawRegistration'
import listRegistrations from '@salesforce/apex/PartnerRegistrationsController.listRegistrations'
import loadConnection from '@salesforce/apex/PartnerSettingsController.loadConnection'
import replaceKey from '@salesforce/apex/PartnerSettingsController.replaceKey'
import syncNow from '@salesforce/apex/PartnerSettingsController.syncNow'
import * as api from 'c/cardApi'
import { CardProblem } from 'c/cardProblem'
import { choices, dealCard } from 'test/card-replies'
import { apexProblem } from 'test/screen'

const opportunityId = '006Hp00000ABCDEIA1'
const body = { idempotencyKey: '4bd0…', reason: 'Zoë "said" so' }
const request = JSON.stringify(body)
const CONNECTION = {
  viewer: {},
  status: {},
  accountName: 'Meridian Works',
  serverUrl: 'https://desk.example.com',
}
const LIST = { registrations: [], total: 0, nextCursor: null }

const changes = [
  ['tagPartner', tagPartner, [opportunityId, body], { opportunityId, request }],
  ['removeCredit', removeCredit, [opportunityId, 'c1', body], { opportunityId, creditId: 'c1', request }],
  ['submitRegistration', submitRegistration, [opportunityId, body], { opportunityId, request }],
  [
    'decideRegistration',
    decideRegistration,
    [opportunityId, 'r1', body],
    { opportunityId, registrationId: 'r1', request },
  ],
  [
    'answerQuestion',
    answerQuestion,
    [opportunityId, 'r1', body],
    { opportunityId, registrationId: 'r1', request },
  ],
  [
    'withdrawRegistration',
    withdrawRegistration,
    [opportunityId, 'r1', body],
    { opportunityId, registrationId: 'r1', request },
  ],
  ['recordPayment', recordPayment, [opportunityId, body], { opportunityId, request }],
].map((row) => [...row, dealCard()])

test.each([
  ['loadCard', loadCard, [opportunityId], { opportunityId }, dealCard()],
  ['searchPartners', searchPartners, [opportunityId, 'nor'], { opportunityId, search: 'nor' }, choices()],
  ...changes,
  ['openConsole', openConsole, [body], { request }, { url: 'https://desk.example.com/enter' }],
  [
    'listRegistrations',
    listRegistrations,
    [{ show: 'all', search: 'canal' }],
    { show: 'all', search: 'canal', cursor: '' },
    LIST,
  ],
  ['loadConnection', loadConnection, [], {}, CONNECTION],
  ['syncNow', syncNow, [body], { request }, CONNECTION],
  ['replaceKey', replaceKey, [body], { request }, CONNECTION],
])('%s hands Apex its arguments, the request as text, and answers the reply', async (...row) => {
  const [name, apex, given, parameters, reply] = row
  apex.mockResolvedValue(JSON.stringify(reply))
  expect(await api[name](...given)).toEqual(reply)
  expect(apex).toHaveBeenCalledWith(parameters)
})

test.each([
  ['nothing', null],
  ["a proxy's page", '<html>'],
  ['half an answer', '{"viewer":{}'],
  ['something that is not a card', '{"hello":"world"}'],
  ['a number', '1'],
])('takes %s for an unreachable server', async (_name, reply) => {
  loadCard.mockResolvedValue(reply)
  await expect(api.loadCard(opportunityId)).rejects.toMatchObject({
    status: 0,
    title: 'Could not reach Partner Desk',
    message: 'Try again in a moment.',
    mayRetry: true,
  })
})

test('says of a change without an answer that repeating it is safe', async () => {
  tagPartner.mockRejectedValue(new Error('Failed to fetch'))
  await expect(api.tagPartner(opportunityId, body)).rejects.toMatchObject({
    code: 'unreachable',
    message: 'It is not known whether this arrived. Nothing was lost: trying again cannot do it twice.',
  })
})

test.each([
  [400, 'invalid_request', 'The request is not valid', false],
  [401, 'unauthenticated', 'Not signed in', false],
  [403, 'forbidden', 'Not allowed', false],
  [404, 'not_found', 'Not found', false],
  [409, 'idempotency_conflict', 'This key was used for something else', false],
  [409, 'conflict', 'It has changed meanwhile', false],
  [422, 'rule_violated', 'A rule of the programme refuses this', false],
  [429, 'too_many_requests', 'Too many requests', true],
  [500, 'internal', 'Something went wrong', true],
  [503, 'unavailable', 'Not available just now', true],
])("keeps the server's own words for %i %s", async (status, code, title, mayRetry) => {
  loadCard.mockRejectedValue(apexProblem({ status, code, detail: 'Because of this.' }))
  const problem = await api.loadCard(opportunityId).catch((error) => error)
  expect(problem).toBeInstanceOf(CardProblem)
  expect(problem).toMatchObject({
    status,
    code,
    title,
    message: 'Because of this.',
    mayRetry,
    fieldErrors: [],
  })
})

test('names the fields that the server found wrong', async () => {
  const errors = [{ path: 'reason', message: 'must not be empty' }]
  tagPartner.mockRejectedValue(apexProblem({ status: 400, code: 'invalid_request', errors }))
  await expect(api.tagPartner(opportunityId, body)).rejects.toMatchObject({ fieldErrors: errors })
})

test('keeps what Apex says about a server that it could not ask, and that a repeat is safe', async () => {
  const detail = 'Partner Desk did not answer within 15 seconds.'
  const away = apexProblem({ status: 0, code: 'unreachable', detail })
  loadCard.mockRejectedValue(away)
  tagPartner.mockRejectedValue(away)
  const said = { status: 0, title: 'Could not reach Partner Desk', mayRetry: true }
  await expect(api.loadCard(opportunityId)).rejects.toMatchObject({ ...said, message: detail })
  const message = `${detail}\nTrying again cannot do it twice.`
  await expect(api.tagPartner(opportunityId, body)).rejects.toMatchObject({ ...said, message })
})

test('tells an org without a key from a server that was not reached', async () => {
  const detail = 'Partner Desk is not connected to this org yet. An admin opens Partner Desk Settings.'
  tagPartner.mockRejectedValue(apexProblem({ status: 0, code: 'not_connected', detail }))
  // Nothing was sent: there is no doubt whether it arrived.
  await expect(api.tagPartner(opportunityId, body)).rejects.toMatchObject({
    code: 'not_connected',
    title: 'Not connected yet',
    message: detail,
    mayRetry: true,
  })
})

test('says what somebody without the permission set may do', async () => {
  const message = "You do not have access to the Apex class named 'PartnerCardController'."
  loadCard.mockRejectedValue({ status: 500, body: { message } })
  await expect(api.loadCard(opportunityId)).rejects.toMatchObject({
    status: 403,
    title: 'Not allowed',
    message: 'You have no Partner Desk permission set. An admin can assign you one in Setup.',
    mayRetry: false,
  })
})
