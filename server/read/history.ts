import type { DealCard } from '../../shared/contract/card-api.ts'
import { shownDate } from '../../shared/shown-date.ts'
import type { AuditEntry, AuditFacts } from '../db/audit-store.ts'

type HistoryEntry = DealCard['history'][number]

/** What happened, as a person would say it. Kinds that other parts of the product record are worded by their name. */
export function historyEntry(entry: AuditEntry): HistoryEntry {
  const { before, after } = entry
  const worded = WORDS[entry.kind]?.(
    String(after?.['partner'] ?? before?.['partner'] ?? 'a partner'),
    before,
    after,
  )
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    who: entry.actor.name,
    what: worded?.what ?? sentenceCase(entry.kind),
    reason: entry.reason,
    before: worded ? (worded.before ?? null) : plain(before),
    after: worded ? (worded.after ?? null) : plain(after),
  }
}

interface Worded {
  what: string
  before?: string
  after?: string
}

type Wording = (partner: string, before: AuditFacts | null, after: AuditFacts | null) => Worded

const WORDS: Record<string, Wording> = {
  partner_tagged: (partner, before, after) =>
    before
      ? { what: `Changed the role of ${partner}`, ...roles(before, after) }
      : { what: `Tagged ${partner} as ${after?.['role']}${late(after)}` },
  credit_removed: (partner, before, after) => ({
    what: `Removed ${partner} as ${before?.['role']}${late(after)}`,
  }),
  credit_from_registration: (partner) => ({ what: `${partner} is sourced by its registration` }),
  credit_upgraded: (partner) => ({
    what: `The credit of ${partner} now rests on its registration`,
    before: 'manual tag',
    after: 'registration',
  }),
  credit_taken_over: (partner, before, after) => ({
    what: `${partner} is ${words(after?.['role'])} here too`,
    ...(before && roles(before, after)),
  }),
  credit_undecided: (partner, _before, after) => ({
    what: `Is ${partner} ${words(after?.['role'])} on this deal? Nobody has decided that`,
  }),
  registration_taken_over: (partner) => ({ what: `The registration of ${partner} is for this deal now` }),
  registration_submit: (partner, ...states) => ({
    what: `Registered the deal for ${partner}`,
    ...moved(...states),
  }),
  registration_review: (partner, ...states) => ({ what: `Review of ${partner} began`, ...moved(...states) }),
  registration_approve: (partner, ...states) => ({
    what: `Approved the registration of ${partner}`,
    ...moved(...states),
  }),
  registration_reject: (partner, before, after) => ({
    what: `Rejected the registration of ${partner}: ${words(after?.['rejectReason'])}`,
    ...moved(before, after),
  }),
  registration_ask: (partner, ...states) => ({
    what: `Asked about the registration of ${partner}`,
    ...moved(...states),
  }),
  registration_answer: (partner, ...states) => ({
    what: `Answered about the registration of ${partner}`,
    ...moved(...states),
  }),
  registration_withdraw: (partner, ...states) => ({
    what: `Withdrew the registration of ${partner}`,
    ...moved(...states),
  }),
  registration_expire: (partner, ...states) => ({
    what: `The registration of ${partner} expired`,
    ...moved(...states),
  }),
  registration_win: (partner, ...states) => ({
    what: `The registration of ${partner} was won`,
    ...moved(...states),
  }),
  registration_reopen: (partner, ...states) => ({
    what: `The registration of ${partner} stands again`,
    ...moved(...states),
  }),
  registration_lose: (partner, ...states) => ({
    what: `The registration of ${partner} was lost`,
    ...moved(...states),
  }),
  commission_accrued: (partner, _before, after) => ({
    what: `Commission of ${partner} accrued: ${words(after?.['commission'])}`,
  }),
  commission_changed: (partner, before, after) => ({
    what: `Commission of ${partner} corrected`,
    before: words(before?.['commission']),
    after: words(after?.['commission']),
  }),
  commission_withdrawn: (partner, before, after) => ({
    what: `Commission of ${partner} taken back`,
    before: words(before?.['commission']),
    after: words(after?.['commission']),
  }),
  commission_earned: (partner, before, after) => ({
    what: `Commission of ${partner} became payable`,
    before: words(before?.['earned']),
    after: words(after?.['earned']),
  }),
  commission_unearned: (partner, before, after) => ({
    what: `Part of the commission of ${partner} waits for the customer again`,
    before: words(before?.['earned']),
    after: words(after?.['earned']),
  }),
  payment_received: (_partner, _before, after) => ({
    what: `The customer paid ${words(after?.['amount'])} on ${words(after?.['paidOn'])}`,
  }),
  payment_refunded: (_partner, _before, after) => ({
    what: `The customer got back ${words(after?.['amount'])} on ${words(after?.['paidOn'])}`,
  }),
  refund_recorded: (_partner, _before, after) => ({
    what: `Recorded a refund of ${words(after?.['amount'])} to the customer, given back on ${words(after?.['paidOn'])}`,
  }),
  subscription_renewed: (_partner, _before, after) => ({
    what: `Subscription ${String(after?.['subscription'])} was renewed on ${words(after?.['on'])}`,
  }),
  subscription_cancelled: (_partner, _before, after) => ({
    what: `Subscription ${String(after?.['subscription'])} was cancelled on ${words(after?.['on'])}`,
  }),
  customer_event_matched: (_partner, _before, after) => ({
    what: `Matched the event ${String(after?.['event'])} to this deal`,
  }),
  payment_recorded: (_partner, _before, after) => ({
    what: `Recorded a customer payment of ${words(after?.['amount'])}, paid on ${words(after?.['paidOn'])}`,
  }),
}

function moved(before: AuditFacts | null, after: AuditFacts | null): Pick<Worded, 'before' | 'after'> {
  return { before: words(before?.['state']), after: words(after?.['state']) }
}

function roles(before: AuditFacts, after: AuditFacts | null): Pick<Worded, 'before' | 'after'> {
  return { before: words(before['role']), after: words(after?.['role']) }
}

/** Changes after the win are told apart. */
function late(after: AuditFacts | null): string {
  return after?.['postClose'] === true ? ', after the deal was won' : ''
}

function words(fact: AuditFacts[string] | undefined): string {
  const text = String(fact ?? '').replaceAll('_', ' ')
  return CALENDAR_DATE.test(text) ? shownDate(text) : text
}

const CALENDAR_DATE = /^\d{4}-(0[1-9]|1[0-2])-\d{2}$/

function sentenceCase(kind: string): string {
  const text = kind.replaceAll(/[_.]/g, ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function plain(facts: AuditFacts | null): string | null {
  if (!facts) return null
  const shown = Object.entries(facts).filter(([, fact]) => fact !== null && fact !== '')
  return shown.length === 0 ? null : shown.map(([name, fact]) => `${name} ${words(fact)}`).join(', ')
}
