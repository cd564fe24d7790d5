import answerQuestionApex from '@salesforce/apex/PartnerCardController.answerQuestion'
import decideRegistrationApex from '@salesforce/apex/PartnerCardController.decideRegistration'
import loadCardApex from '@salesforce/apex/PartnerCardController.loadCard'
import openConsoleApex from '@salesforce/apex/PartnerCardController.openConsole'
import recordPaymentApex from '@salesforce/apex/PartnerCardController.recordPayment'
import removeCreditApex from '@salesforce/apex/PartnerCardController.removeCredit'
import searchPartnersApex from '@salesforce/apex/PartnerCardController.searchPartners'
import submitRegistrationApex from '@salesforce/apex/PartnerCardController.submitRegistration'
import tagPartnerApex from '@salesforce/apex/PartnerCardController.tagPartner'
import withdrawRegistrationApex from '@salesforce/apex/PartnerCardController.withdrawRegistration'
import listRegistrationsApex from '@salesforce/apex/PartnerRegistrationsController.listRegistrations'
import loadConnectionApex from '@salesforce/apex/PartnerSettingsController.loadConnection'
import replaceKeyApex from '@salesforce/apex/PartnerSettingsController.replaceKey'
import syncNowApex from '@salesforce/apex/PartnerSettingsController.syncNow'
import { problemOf, unreachable } from 'c/cardProblem'

/*
 * Everything that the components ask of the server, by way of Apex. Replies are those of the server's card contract
 * (DealCard, PartnerChoices, ConsoleTicket, RegistrationList, ConnectionCard); every failure is a CardProblem. A
 * change's request carries its idempotencyKey: let `oneChange` of c/oneChange make both, so that a repeat is the same.
 */

const CARD = ['viewer', 'connection', 'deal', 'partners', 'registrations', 'history']
const CHOICES = ['partners', 'more']
const CONNECTION = ['viewer', 'status', 'accountName', 'serverUrl']
const LIST = ['registrations', 'total', 'nextCursor']

export async function loadCard(recordId) {
  return ask(loadCardApex, { opportunityId: recordId }, CARD)
}

/** Partners that match; recent ones first when `search` is empty. */
export async function searchPartners(recordId, search) {
  return ask(searchPartnersApex, { opportunityId: recordId, search }, CHOICES)
}

export async function tagPartner(recordId, request) {
  return change(tagPartnerApex, { opportunityId: recordId }, request, CARD)
}

export async function removeCredit(recordId, creditId, request) {
  return change(removeCreditApex, { opportunityId: recordId, creditId }, request, CARD)
}

export async function submitRegistration(recordId, request) {
  return change(submitRegistrationApex, { opportunityId: recordId }, request, CARD)
}

export async function decideRegistration(recordId, registrationId, request) {
  return change(decideRegistrationApex, { opportunityId: recordId, registrationId }, request, CARD)
}

export async function answerQuestion(recordId, registrationId, request) {
  return change(answerQuestionApex, { opportunityId: recordId, registrationId }, request, CARD)
}

export async function withdrawRegistration(recordId, registrationId, request) {
  return change(withdrawRegistrationApex, { opportunityId: recordId, registrationId }, request, CARD)
}

export async function recordPayment(recordId, request) {
  return change(recordPaymentApex, { opportunityId: recordId }, request, CARD)
}

/** An address of the console that signs this user in once. */
export async function openConsole(request) {
  return change(openConsoleApex, {}, request, ['url'])
}

/** @param {{ show?: 'waiting' | 'all', search?: string, cursor?: string }} query */
export async function listRegistrations({ show = 'waiting', search = '', cursor = '' } = {}) {
  return ask(listRegistrationsApex, { show, search, cursor }, LIST)
}

export async function loadConnection() {
  return ask(loadConnectionApex, {}, CONNECTION)
}

export async function syncNow(request) {
  return change(syncNowApex, {}, request, CONNECTION)
}

export async function replaceKey(request) {
  return change(replaceKeyApex, {}, request, CONNECTION)
}

function change(apex, parameters, request, keys) {
  return ask(apex, { ...parameters, request: JSON.stringify(request) }, keys, true)
}

async function ask(apex, parameters, keys, isChange = false) {
  let text
  try {
    text = await apex(parameters)
  } catch (error) {
    throw problemOf(error, isChange)
  }
  const reply = parsed(text)
  // A proxy's page or half an answer is no answer of ours.
  if (!keys.every((key) => key in reply)) throw unreachable(isChange)
  return reply
}

function parsed(text) {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
