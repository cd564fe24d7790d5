import { hubspot } from '@hubspot/ui-extensions'
import type { FetchHttpMethod } from '@hubspot/ui-extensions'
import type {
  AnswerQuestionRequest,
  ConsoleTicket,
  DealCard,
  DecideRegistrationRequest,
  PartnerChoices,
  RecordPaymentRequest,
  RemoveCreditRequest,
  SubmitRegistrationRequest,
  TagPartnerRequest,
  WithdrawRegistrationRequest,
} from '../../../../../../shared/contract/card-api.ts'
import type { ProblemDetails } from '../../../../../../shared/contract/error-codes.ts'
import { explained, unreachable } from './partner-desk-error.ts'

/** What the card sees of the deal in the CRM; undefined where the CRM did not say. */
export interface DealSeen {
  amount?: string
  stage?: string
}

/** Everything that this card asks of the server, for one deal. Every failure is a PartnerDeskError. */
export interface PartnerDeskApi {
  dealCard(seen: DealSeen): Promise<DealCard>
  partners(search: string): Promise<PartnerChoices>
  tag(body: TagPartnerRequest): Promise<DealCard>
  removeCredit(creditId: string, body: RemoveCreditRequest): Promise<DealCard>
  register(body: SubmitRegistrationRequest): Promise<DealCard>
  decide(registrationId: string, body: DecideRegistrationRequest): Promise<DealCard>
  answer(registrationId: string, body: AnswerQuestionRequest): Promise<DealCard>
  withdraw(registrationId: string, body: WithdrawRegistrationRequest): Promise<DealCard>
  recordPayment(body: RecordPaymentRequest): Promise<DealCard>
  consoleTicket(body: { idempotencyKey: string; path?: string }): Promise<ConsoleTicket>
}

const CARD = ['viewer', 'connection', 'deal', 'partners', 'registrations', 'history'] as const
const CHOICES = ['partners', 'more'] as const

export function partnerDeskApi(origin: string, dealId: string): PartnerDeskApi {
  const deal = `${origin}/v1/card/deals/${encodeURIComponent(dealId)}`
  const registration = (id: string) => `${deal}/registrations/${encodeURIComponent(id)}`
  return {
    dealCard: (seen) => request('GET', `${deal}${query({ amount: seen.amount, stage: seen.stage })}`, CARD),
    partners: (search) =>
      request('GET', `${deal}/partners${query({ search: search === '' ? undefined : search })}`, CHOICES),
    tag: (body) => request('POST', `${deal}/credits`, CARD, body),
    removeCredit: (id, body) =>
      request('POST', `${deal}/credits/${encodeURIComponent(id)}/remove`, CARD, body),
    register: (body) => request('POST', `${deal}/registrations`, CARD, body),
    decide: (id, body) => request('POST', `${registration(id)}/decision`, CARD, body),
    answer: (id, body) => request('POST', `${registration(id)}/answer`, CARD, body),
    withdraw: (id, body) => request('POST', `${registration(id)}/withdraw`, CARD, body),
    recordPayment: (body) => request('POST', `${deal}/payments`, CARD, body),
    consoleTicket: (body) => request('POST', `${origin}/v1/card/console-ticket`, ['url'], body),
  }
}

async function request<Reply extends object>(
  method: FetchHttpMethod,
  url: string,
  keys: readonly (keyof Reply & string)[],
  body?: object,
): Promise<Reply> {
  const reply = await answerOf(method, url, body)
  const problem = findProblem(reply)
  if (problem) throw explained(problem)
  if (!hasKeys<Reply>(reply, keys)) throw unreachable(method !== 'GET')
  return reply
}

async function answerOf(method: FetchHttpMethod, url: string, body?: object): Promise<unknown> {
  try {
    // Only the body: HubSpot answers 400 to any header except Authorization. Requests are signed on the way.
    const response = await hubspot.fetch(url, body ? { method, body: { ...body } } : { method })
    return await response.json()
  } catch (error) {
    // Some hosts reject when the reply is not 2xx, with the wrapped reply as the error.
    if (findProblem(error)) return error
    throw unreachable(method !== 'GET')
  }
}

/**
 * HubSpot's proxy wraps a reply that is not 2xx in `{status: 'error', responseBody, …}`, and has been seen to do
 * so with status 200 (ui-extensions-dev-server 2.1.2, AppProxyService.js). So the shape decides, never the status.
 */
function findProblem(reply: unknown): ProblemDetails | null {
  if (isProblem(reply)) return reply
  if (!isObject(reply)) return null
  const inner =
    typeof reply['responseBody'] === 'string' ? parse(reply['responseBody']) : reply['responseBody']
  return isProblem(inner) ? inner : null
}

function isProblem(value: unknown): value is ProblemDetails {
  return (
    isObject(value) && ['title', 'detail', 'code', 'requestId'].every((key) => typeof value[key] === 'string')
  )
}

function hasKeys<Reply extends object>(
  value: unknown,
  keys: readonly (keyof Reply & string)[],
): value is Reply {
  return isObject(value) && keys.every((key) => key in value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function query(parameters: Record<string, string | undefined>): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
