import { type CreditRole, decideCredit, type LiveCredit } from '../../shared/credit/credit.ts'
import { may, type UserRole } from '../../shared/partner/roles.ts'
import { notTakingDeals } from '../../shared/partner/standing.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import type { PartnerRecord } from '../db/partner-store.ts'

export type TagForesight =
  | { kind: 'refused'; because: string }
  /** What the tag takes the place of, each with its reason. */
  | { kind: 'allowed'; replaces: { creditId: string; because: string }[] }

/** What tagging this partner by hand would do. The card asks before, the workflow asks again when it holds the deal. */
export function foreseeTag(facts: {
  deal: Pick<MirroredDeal, 'outcome'>
  partner: Pick<PartnerRecord, 'id' | 'name' | 'status'>
  role: CreditRole
  live: readonly LiveCredit[]
  roles: readonly UserRole[]
}): TagForesight {
  const { deal, partner, role, live } = facts
  const standing = notTakingDeals(partner)
  if (standing) return { kind: 'refused', because: standing }
  const decision = decideCredit(
    live,
    { partnerId: partner.id, role, evidence: 'manual' },
    { dealOutcome: deal.outcome, mayChangeLocked: may(facts.roles, 'changeLockedCredit') },
  )
  switch (decision.kind) {
    case 'refused':
      return { kind: 'refused', because: decision.because }
    case 'unchanged':
      return { kind: 'refused', because: `${partner.name} is ${role} on this deal already.` }
    case 'add':
      return { kind: 'allowed', replaces: decision.replaces }
  }
}
