import { z } from 'zod'
import {
  answerQuestionRequest,
  dealCard,
  dealSeen,
  decideRegistrationRequest,
  partnerChoices,
  partnerSearchQuery,
  removeCreditRequest,
  submitRegistrationRequest,
  tagPartnerRequest,
  withdrawRegistrationRequest,
} from '../../shared/contract/card-api.ts'
import type { DealCard } from '../../shared/contract/card-api.ts'
import type { Actor } from '../auth/actor.ts'
import type { Context } from '../context.ts'
import { crmWords } from '../crm-words.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { Refusal } from '../errors.ts'
import { readDealCard } from '../read/deal-card.ts'
import { readPartnerChoices } from '../read/partner-choices.ts'
import { answerQuestion } from '../workflows/answer-question.ts'
import { decideRegistration } from '../workflows/decide-registration.ts'
import type { DealRef } from '../workflows/lock-deal.ts'
import { followPendingChanges } from '../workflows/follow-pending-changes.ts'
import { refreshDeal } from '../workflows/refresh-deal.ts'
import { removeCredit } from '../workflows/remove-credit.ts'
import { submitRegistration } from '../workflows/submit-registration.ts'
import { tagPartner } from '../workflows/tag-partner.ts'
import { withdrawRegistration } from '../workflows/withdraw-registration.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

const dealParams = z.object({ dealId: z.string().min(1).max(64) })
const creditParams = dealParams.extend({ creditId: z.uuid() })
const registrationParams = dealParams.extend({ registrationId: z.uuid() })

/** Every operation of the deal card on partners, credit and registrations; each change answers with the card as it is then. */
export const cardRoutes = [
  defineRoute({
    operationId: 'getDealCard',
    method: 'get',
    path: '/v1/card/deals/:dealId',
    summary: 'Everything that the card shows of a deal',
    access: 'card',
    permission: 'viewDeal',
    params: dealParams,
    query: dealSeen,
    reply: dealCard,
    async before({ context, workspaceId, actor, params, query }) {
      const deal = dealOf(actor, params)
      await refreshDeal(context, workspaceId, deal, query)
      await followPendingChanges(context, workspaceId, deal)
    },
    handle: card,
  }),
  defineRoute({
    operationId: 'searchPartners',
    method: 'get',
    path: '/v1/card/deals/:dealId/partners',
    summary: 'Partners that match, each with what tagging it on this deal would mean',
    access: 'card',
    permission: 'viewDeal',
    params: dealParams,
    query: partnerSearchQuery,
    reply: partnerChoices,
    handle: ({ context, tx, actor, params, query }) =>
      readPartnerChoices(tx, {
        actor,
        ...dealOf(actor, params),
        search: query.search ?? '',
        now: context.clock.now(),
        wordCrm: crmWords(context),
      }),
  }),
  defineRoute({
    operationId: 'tagPartner',
    method: 'post',
    path: '/v1/card/deals/:dealId/credits',
    summary: 'Tag a partner as sourced or influenced on a deal',
    access: 'card',
    permission: 'tagPartner',
    params: dealParams,
    body: tagPartnerRequest,
    reply: dealCard,
    async handle(request) {
      const { tx, actor, params, body } = request
      const { partnerId, role, reason, touchpoints } = body
      const input = { ...dealOf(actor, params), partnerId, role, reason, touchpoints }
      await tagPartner(tx, momentOf(request.context), actor, input)
      return card(request)
    },
  }),
  defineRoute({
    operationId: 'removeCredit',
    method: 'post',
    path: '/v1/card/deals/:dealId/credits/:creditId/remove',
    summary: 'Remove a credit, with the reason',
    access: 'card',
    permission: 'tagPartner',
    params: creditParams,
    body: removeCreditRequest,
    reply: dealCard,
    async handle(request) {
      const { tx, actor, params, body } = request
      const input = { ...dealOf(actor, params), creditId: params.creditId, reason: body.reason }
      await removeCredit(tx, momentOf(request.context), actor, input)
      return card(request)
    },
  }),
  defineRoute({
    operationId: 'submitRegistration',
    method: 'post',
    path: '/v1/card/deals/:dealId/registrations',
    summary: 'Register a deal for a partner',
    access: 'card',
    permission: 'submitRegistration',
    params: dealParams,
    body: submitRegistrationRequest,
    reply: dealCard,
    async handle(request) {
      const { tx, actor, params, body } = request
      const { contactName, contactEmail, useCase, evidence } = body
      const claim = { contactName, contactEmail, useCase, evidence }
      const input = { ...dealOf(actor, params), partnerId: body.partnerId, claim }
      await submitRegistration(tx, momentOf(request.context), actor, input)
      return card(request)
    },
  }),
  defineRoute({
    operationId: 'decideRegistration',
    method: 'post',
    path: '/v1/card/deals/:dealId/registrations/:registrationId/decision',
    summary: 'Approve a registration, reject it with a reason, or ask about it',
    access: 'card',
    permission: 'decideRegistration',
    params: registrationParams,
    body: decideRegistrationRequest,
    reply: dealCard,
    async handle(request) {
      const { tx, actor, params, body: decision } = request
      const input = { ...dealOf(actor, params), registrationId: params.registrationId, decision }
      await decideRegistration(tx, momentOf(request.context), actor, input)
      return card(request)
    },
  }),
  defineRoute({
    operationId: 'answerQuestion',
    method: 'post',
    path: '/v1/card/deals/:dealId/registrations/:registrationId/answer',
    summary: 'Answer the question about a registration',
    access: 'card',
    permission: 'submitRegistration',
    params: registrationParams,
    body: answerQuestionRequest,
    reply: dealCard,
    async handle(request) {
      const { tx, actor, params, body } = request
      const input = { ...dealOf(actor, params), registrationId: params.registrationId, answer: body.answer }
      await answerQuestion(tx, momentOf(request.context), actor, input)
      return card(request)
    },
  }),
  defineRoute({
    operationId: 'withdrawRegistration',
    method: 'post',
    path: '/v1/card/deals/:dealId/registrations/:registrationId/withdraw',
    summary: 'Take a registration back, with the reason',
    access: 'card',
    permission: 'submitRegistration',
    params: registrationParams,
    body: withdrawRegistrationRequest,
    reply: dealCard,
    async handle(request) {
      const { tx, actor, params, body } = request
      const input = { ...dealOf(actor, params), registrationId: params.registrationId, reason: body.reason }
      await withdrawRegistration(tx, momentOf(request.context), actor, input)
      return card(request)
    },
  }),
]

/** The card as it is in this transaction: also what every change on it answers with. */
export function card(request: {
  context: Context
  tx: WorkspaceTx
  actor: Actor
  params: { dealId: string }
}): Promise<DealCard> {
  const { context, tx, actor, params } = request
  return readDealCard(tx, {
    actor,
    ...dealOf(actor, params),
    now: context.clock.now(),
    wordCrm: crmWords(context),
  })
}

function dealOf(actor: Actor, params: { dealId: string }): DealRef {
  if (actor.connectionId === null) throw new Refusal('unauthenticated', 'A card speaks for a CRM account.')
  return { connectionId: actor.connectionId, dealExternalId: params.dealId }
}
