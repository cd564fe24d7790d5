import { displayMoney } from '../money/format.ts'
import { type CurrencyCode, money } from '../money/money.ts'
import type { PartnerStatus } from '../partner/partner.ts'

/** What decides whether a partner's balance in one currency can be paid. Minor units. */
export interface GateFacts {
  partnerStatus: PartnerStatus
  currency: CurrencyCode
  pendingMinor: bigint
  payableMinor: bigint
  /** Commission lines whose payable is below zero; null when there is none. */
  negativeLinesMinor: bigint | null
  /** What open disputes hold; it is not part of what is payable. */
  heldMinor: bigint
  /** Waits in a batch that is not approved yet. */
  inDraftBatch: boolean
}

export interface Gate {
  name: string
  passed: boolean
  /** Why it is or is not passed, and what is waited for. */
  text: string
}

/** All gates in the order in which people ask, passed ones too. A blocked balance carries forward; it is never dropped. */
export function payoutGates(facts: GateFacts): Gate[] {
  return GATES.map(({ name, check }) => ({ name, ...check(facts) }))
}

export function allPassed(gates: readonly Gate[]): boolean {
  return gates.every(({ passed }) => passed)
}

const GATES: readonly { name: string; check(facts: GateFacts): Omit<Gate, 'name'> }[] = [
  {
    name: 'Partner active',
    check: ({ partnerStatus }) =>
      partnerStatus === 'active'
        ? { passed: true, text: 'The partner is active.' }
        : { passed: false, text: `The partner is ${partnerStatus}; only active partners are paid.` },
  },
  {
    name: 'Customer has paid',
    check: ({ currency, pendingMinor, payableMinor, negativeLinesMinor }) => {
      const earned = payableMinor > 0n || negativeLinesMinor !== null
      const waiting = shown(pendingMinor, currency)
      if (!earned) {
        const text =
          pendingMinor > 0n ? `${waiting} waits for customers to pay.` : 'Nothing is earned and unpaid.'
        return { passed: false, text }
      }
      const rest = pendingMinor > 0n ? ` ${waiting} still waits for customers to pay.` : ''
      return { passed: true, text: `Earned: ${shown(payableMinor, currency)}.${rest}` }
    },
  },
  {
    name: 'No open dispute',
    check: ({ currency, payableMinor, heldMinor }) => {
      if (heldMinor === 0n) return { passed: true, text: 'Nothing is held by a dispute.' }
      const held = `${shown(heldMinor, currency)} is held while a dispute is open`
      return payableMinor > 0n
        ? { passed: true, text: `${held}, and stays out of the payout.` }
        : { passed: false, text: `${held}.` }
    },
  },
  {
    name: 'No negative balance',
    check: ({ currency, payableMinor, negativeLinesMinor }) => {
      if (payableMinor < 0n) {
        const owed = shown(-payableMinor, currency)
        return { passed: false, text: `${owed} was paid too much and nets against what is earned next.` }
      }
      const netted =
        negativeLinesMinor === null ? '' : ` ${shown(-negativeLinesMinor, currency)} paid too much is netted.`
      return { passed: true, text: `The balance is not below zero.${netted}` }
    },
  },
  {
    name: 'Balance above zero',
    check: ({ currency, payableMinor }) =>
      payableMinor > 0n
        ? { passed: true, text: `${shown(payableMinor, currency)} is payable.` }
        : { passed: false, text: 'Nothing is payable.' },
  },
  {
    name: 'Not in another batch',
    check: ({ inDraftBatch }) =>
      inDraftBatch
        ? { passed: false, text: 'It waits in a batch for approval.' }
        : { passed: true, text: 'It waits in no other batch.' },
  },
]

function shown(minor: bigint, currency: CurrencyCode): string {
  return displayMoney(money(minor, currency))
}
