import type { PartnerOnDeal, WhyText } from '../../shared/contract/card-api.ts'
import { whyText } from '../../shared/commission/why-text.ts'
import type { Why } from '../../shared/commission/why.ts'
import { type Balances, NOTHING } from '../../shared/ledger/balance.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { commissionLinesOf } from '../db/commission-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { balancesByLine } from '../db/ledger-store.ts'
import type { CreditCommission } from '../workflows/deal-commission.ts'
import { amountNote } from './amount-note.ts'

export type CommissionState = PartnerOnDeal['commission']

/** What was posted for a credit, out of the ledger. */
export interface PostedCommission {
  currency: string
  balances: Balances
  whys: Why[]
}

/** What stands in the ledger for each credit of a deal; a credit that has no line is absent. */
export async function postedCommissions(
  tx: WorkspaceTx,
  dealId: string,
): Promise<Map<string, PostedCommission>> {
  const lines = await commissionLinesOf(tx, dealId)
  if (lines.length === 0) return new Map()
  const balances = await balancesByLine(tx, { dealIds: [dealId] })
  const posted = new Map<string, PostedCommission>()
  for (const [creditId, own] of Map.groupBy(lines, (line) => line.creditId)) {
    // A deal that changed its currency has lines in both; the newest line is what it earns in now.
    const currency = own.at(-1)?.currency ?? ''
    const shown = own.filter((line) => line.currency === currency)
    const ids = new Set(shown.map(({ id }) => id))
    const held = balances.filter((line) => ids.has(line.commissionLineId) && line.currency === currency)
    posted.set(creditId, {
      currency,
      balances: total(held.map((line) => line.balances)),
      whys: shown.map(({ latest }) => latest.why),
    })
  }
  return posted
}

function total(all: readonly Balances[]): Balances {
  return all.reduce(
    (sum, one) => ({
      accrued: sum.accrued + one.accrued,
      pending: sum.pending + one.pending,
      payable: sum.payable + one.payable,
      held: sum.held + one.held,
      inTransit: sum.inTransit + one.inTransit,
      paid: sum.paid + one.paid,
    }),
    NOTHING,
  )
}

/** What the card says of one credit's money: posted once the deal is won, else what it would be. */
export function commissionState(facts: {
  deal: Pick<MirroredDeal, 'outcome' | 'amount' | 'amountProblem'>
  partnerName: string
  posted: PostedCommission | undefined
  preview: CreditCommission | undefined
  /** The credit rests on a registration whose protection does not reach the win. */
  lapsed: boolean
}): CommissionState {
  const { deal, partnerName, posted, preview, lapsed } = facts
  if (posted && (deal.outcome === 'won' || anything(posted.balances))) return accrued(posted, partnerName)
  if (deal.outcome === 'lost') return nothing('The deal is lost, so no commission is due.')
  if (lapsed) {
    return nothing(
      deal.outcome === 'won'
        ? 'The protection of its registration had ended when the deal was won, so nothing is due.'
        : 'The protection of its registration has ended, so nothing is due if the deal is won now.',
    )
  }
  const foreseen = foresee(preview, deal)
  if (foreseen.amount === null) return nothing(foreseen.note)
  return {
    ...nothing(deal.outcome === 'won' ? 'The commission is being posted.' : null),
    state: 'preview',
    amount: toMoneyJson(foreseen.amount),
    why: joined(
      foreseen.lines.map(({ why }) => why),
      partnerName,
    ),
  }
}

/** The amount that a credit would earn, or the note that says why it cannot be told. */
export function foresee(
  commission: CreditCommission | undefined,
  deal: Pick<MirroredDeal, 'amount' | 'amountProblem'>,
) {
  switch (commission?.kind) {
    case 'lines': {
      const { plan, lines } = commission
      const total = lines.reduce((sum, line) => sum + line.amount.amountMinor, 0n)
      return { amount: money(total, plan.currency), lines, note: null } as const
    }
    case 'no_amount':
      return unknown(amountNote(deal) ?? 'The plan needs an amount that the CRM does not give.')
    case 'needs_rate':
      return unknown(
        `The deal is in ${commission.from} and the plan in ${commission.to}: there is no exchange rate to go by.`,
      )
    default:
      return unknown('No published plan covers the date on which this deal closes.')
  }
}

const unknown = (note: string) => ({ amount: null, lines: [], note }) as const

function accrued({ currency, balances, whys }: PostedCommission, partnerName: string): CommissionState {
  const json = (minor: bigint) => toMoneyJson(money(minor, currency))
  return {
    state: 'accrued',
    amount: json(balances.accrued),
    pending: json(balances.pending),
    // Held money is owed, but not payable.
    payable: json(balances.payable),
    inPayout: json(balances.inTransit),
    paid: json(balances.paid),
    note: balances.held === 0n ? null : 'Part of it is held.',
    why: joined(whys, partnerName),
  }
}

function nothing(note: string | null): CommissionState {
  return {
    state: 'none',
    amount: null,
    pending: null,
    payable: null,
    inPayout: null,
    paid: null,
    note,
    why: null,
  }
}

function anything(balances: Balances): boolean {
  return Object.values(balances).some((minor) => minor !== 0n)
}

/** Stacked rules make several lines of one credit: one explanation after the other. */
export function joined(whys: readonly Why[], partnerName: string): WhyText | null {
  const texts = whys.map((why) => whyText(why, partnerName))
  const [first] = texts
  if (!first) return null
  return {
    sentence: texts.map(({ sentence }) => sentence).join(' '),
    steps: texts.flatMap(({ steps }) => steps),
    notApplied: first.notApplied,
  }
}
