import type { DealOutcome } from '../crm/deal.ts'
import { type AccountFacts, type AccountMatch, matchAccounts, normalisedName } from './match-account.ts'
import { isProtected } from './protection.ts'
import { OPEN_STATES, type RegistrationState } from './transitions.ts'

/** Everything that the check looks at; the caller gathers it. `accounts` holds at least those that could match, with their parents. */
export interface ConflictFacts {
  at: Date
  claim: {
    registrationId: string | null
    partnerId: string
    dealId: string
    completeAt: Date
    accountId: string | null
    companyName: string | null
    domains: readonly string[]
  }
  accounts: readonly AccountFacts[]
  registrations: readonly {
    id: string
    partnerId: string
    partnerName: string
    dealId: string
    accountId: string | null
    state: RegistrationState
    protectedUntil: Date | null
  }[]
  /** `hasPartner`: somebody has live credit on it, so it is not a direct deal. */
  deals: readonly {
    id: string
    name: string
    accountId: string | null
    outcome: DealOutcome
    createdAt: Date | null
    hasPartner: boolean
  }[]
}

/** One finding, worded for the vendor's people. It may name a rival partner: never show it to a partner. */
export interface Conflict {
  kind: 'other_protected' | 'other_open' | 'active_direct_pipeline' | 'existing_customer' | 'similar_name'
  severity: 'blocking' | 'warning' | 'hint'
  text: string
}

/** The same facts give the same conflicts, whatever the order of their lists. Most severe first. */
export function checkConflicts(facts: ConflictFacts): Conflict[] {
  const matches = matchAccounts(facts.claim, facts.accounts)
  const found = [
    ...otherRegistrations(facts, matches),
    ...directDeals(facts, matches),
    ...customers(facts, matches),
    ...similarNames(facts, matches),
  ]
  return found.sort(
    (a, b) => ORDER[a.severity] - ORDER[b.severity] || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
  )
}

const ORDER = { blocking: 0, warning: 1, hint: 2 }

const HOW: Record<AccountMatch, string> = {
  same_account: 'the same account',
  same_domain: 'an account with the same domain',
  same_group: 'an account of the same group',
}

function otherRegistrations(
  { at, claim, registrations }: ConflictFacts,
  matches: Map<string, AccountMatch>,
): Conflict[] {
  return registrations
    .filter((other) => other.partnerId !== claim.partnerId && other.id !== claim.registrationId)
    .flatMap((other): Conflict[] => {
      const sameDeal = other.dealId === claim.dealId
      const match = other.accountId === null ? undefined : matches.get(other.accountId)
      const where = sameDeal ? 'this deal' : match && HOW[match]
      if (!where) return []
      if (other.state === 'approved' && isProtected(other.protectedUntil, at)) {
        const until = other.protectedUntil?.toISOString().slice(0, 10)
        const text = `${other.partnerName} is protected on ${where} until ${until}.`
        return [{ kind: 'other_protected', severity: sameDeal ? 'blocking' : 'warning', text }]
      }
      if (!OPEN_STATES.includes(other.state)) return []
      return [
        {
          kind: 'other_open',
          severity: 'warning',
          text: `${other.partnerName} also has a registration waiting on ${where}.`,
        },
      ]
    })
}

function directDeals({ claim, deals }: ConflictFacts, matches: Map<string, AccountMatch>): Conflict[] {
  const direct = deals.filter(
    (deal) =>
      deal.id !== claim.dealId &&
      deal.outcome === 'open' &&
      !deal.hasPartner &&
      deal.accountId !== null &&
      matches.has(deal.accountId) &&
      deal.createdAt !== null &&
      deal.createdAt < claim.completeAt,
  )
  if (direct.length === 0) return []
  const text = `Sales already works on ${named(direct)} with this company, begun before the registration was complete.`
  return [{ kind: 'active_direct_pipeline', severity: 'warning', text }]
}

function customers({ claim, deals }: ConflictFacts, matches: Map<string, AccountMatch>): Conflict[] {
  const won = deals.filter(
    (deal) =>
      deal.id !== claim.dealId &&
      deal.outcome === 'won' &&
      deal.accountId !== null &&
      matches.has(deal.accountId),
  )
  if (won.length === 0) return []
  return [
    {
      kind: 'existing_customer',
      severity: 'warning',
      text: `This company is a customer: ${named(won)} was won.`,
    },
  ]
}

function similarNames({ claim, accounts }: ConflictFacts, matches: Map<string, AccountMatch>): Conflict[] {
  const name = claim.companyName === null ? '' : normalisedName(claim.companyName)
  if (name === '') return []
  return accounts
    .filter((account) => !matches.has(account.id) && normalisedName(account.name) === name)
    .map((account) => ({
      kind: 'similar_name',
      severity: 'hint',
      text: `An account has a similar name: ${account.name}.`,
    }))
}

function named(deals: readonly { name: string }[]): string {
  const names = deals.map((deal) => deal.name).sort()
  return names.length === 1 ? `"${names[0]}"` : `"${names[0]}" and ${names.length - 1} more`
}
