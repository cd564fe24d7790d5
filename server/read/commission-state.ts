import type { PartnerOnDeal, WhyText } from '../../shared/contract/card-api.ts'
import { BASES, type BasisName } from '../../shared/commission/bases.ts'
import { describeRate } from '../../shared/commission/describe-rate.ts'
import type { Rule } from '../../shared/commission/plan.ts'
import { whyText } from '../../shared/commission/why-text.ts'
import type { Why } from '../../shared/commission/why.ts'
import { type Balances, NOTHING } from '../../shared/ledger/balance.ts'
import { displayMoney, toMoneyJson } from '../../shared/money/format.ts'
import { type Money, money } from '../../shared/money/money.ts'
import { rolesThatMay } from '../../shared/partner/roles.ts'
import { ROLE_WORDS } from '../../shared/registration/words.ts'
import { shownDate } from '../../shared/shown-date.ts'
import { commissionLinesOf } from '../db/commission-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { balancesByLine } from '../db/ledger-store.ts'
import { type CreditCommission, ruleOf } from '../workflows/deal-commission.ts'
import { amountNote } from './amount-note.ts'

export type CommissionState = PartnerOnDeal['commission']

/** What was posted for a credit, out of the ledger. */
export interface PostedCommission {
  currency: string
  balances: Balances
  whys: Why[]
  /** Computed from what the customer paid. */
  cash: boolean
  /** What was paid out in other currencies, above zero, for which nothing is due in them any more. */
  owedBack: Money[]
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
      cash: shown.some(({ latest }) => latest.why.withdrawn === null && fromPayments(latest.why)),
      owedBack: owedBackOf(
        balances.filter(
          (line) => line.currency !== currency && own.some(({ id }) => id === line.commissionLineId),
        ),
      ),
    })
  }
  return posted
}

function owedBackOf(lines: readonly { currency: string; balances: Balances }[]): Money[] {
  return [...Map.groupBy(lines, ({ currency }) => currency)]
    .map(([currency, of]) => money(-total(of.map(({ balances }) => balances)).payable, currency))
    .filter(({ amountMinor }) => amountMinor > 0n)
}

function fromPayments({ steps }: Why): boolean {
  return steps.some(
    (step) => step.step === 'recurring' || (step.step === 'basis' && step.basis === 'collected'),
  )
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
  deal: Pick<MirroredDeal, 'outcome' | 'amount' | 'amountProblem' | 'fieldProblems'>
  partnerName: string
  posted: PostedCommission | undefined
  preview: CreditCommission | undefined
  /** The credit rests on a registration whose protection does not reach the win. */
  lapsed: boolean
  /** What the customer paid in other currencies than the deal's. */
  stray?: readonly Money[]
}): CommissionState {
  const { deal, partnerName, posted, preview, lapsed } = facts
  if (posted && (deal.outcome === 'won' || anything(posted.balances))) {
    return accrued(posted, partnerName, [...owedBackNotes(posted), ...strayNotes(deal, facts.stray ?? [])])
  }
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
    ...nothing(deal.outcome === 'won' ? 'The commission is being posted.' : foreseen.note),
    state: 'preview',
    amount: toMoneyJson(foreseen.amount),
    why: joined(foreseen.whys, partnerName),
  }
}

/** The amount that a credit would earn with what to know of it, or the note that says why it cannot be told. */
export function foresee(
  commission: CreditCommission | undefined,
  deal: Pick<MirroredDeal, 'amount' | 'amountProblem' | 'fieldProblems'>,
) {
  switch (commission?.kind) {
    case 'lines': {
      const { published, lines } = commission
      const total = lines.reduce((sum, line) => sum + line.amount.amountMinor, 0n)
      const amount = money(total, published.plan.currency)
      return { amount, whys: lines.flatMap(({ why }) => why ?? []), note: ofEachPayment(commission, amount) }
    }
    case 'no_amount':
      return unknown(missingNote(commission.missing, deal))
    case 'needs_rate':
      return unknown(
        `The deal is in ${commission.from} and the plan in ${commission.to}, and no exchange rate of ${shownDate(commission.on)} or before is known. ${WHO_ADDS_RATES}`,
      )
    case 'too_large':
      return unknown('The commission would be larger than any amount that can be kept.')
    default:
      return unknown('No published plan covers the date on which this deal closes.')
  }
}

/** Which figure the plan goes by, and why there is none. */
function missingNote(
  missing: BasisName,
  deal: Pick<MirroredDeal, 'amount' | 'amountProblem' | 'fieldProblems'>,
): string {
  if (missing === 'firstYearAcv' || missing === 'grossMargin') {
    const name = BASES[missing]
    const problem = deal.fieldProblems[missing]
    return problem
      ? `The plan goes by ${name}. ${problem}`
      : `The plan goes by ${name}, which is not known of this deal: it is empty in the CRM, or no field is mapped to it yet. An admin maps one in the console under Connections.`
  }
  return amountNote(deal) ?? `The plan goes by ${BASES[missing]}, which the CRM does not give.`
}

const unknown = (note: string) => ({ amount: null, whys: [], note })

const WHO_ADDS_RATES = `${capitalised(
  rolesThatMay('manageLedger')
    .map((role) => ROLE_WORDS[role])
    .join(' or '),
)} can add one in the console.`

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** "4 % of each payment: $400.00 if all $10,000.00 is paid" for an open deal; null where payments do not make the amount. */
function ofEachPayment(
  { published, lines }: Extract<CreditCommission, { kind: 'lines' }>,
  amount: Money,
): string | null {
  const cash = lines.filter((line) => line.cash)
  const [first] = cash
  const dealAmount = first?.input.deal.amount
  if (!first || first.input.collections !== null || !dealAmount) return null
  const rates = cash.flatMap((line) => {
    const rule = ruleOf(published, line)
    return rule ? [paymentRate(rule, published.plan.currency)] : []
  })
  const others = cash.length < lines.length ? ' and more' : ''
  return `${rates.join(' and ')}${others}: ${displayMoney(amount)} if all ${displayMoney(dealAmount)} is paid`
}

function paymentRate(rule: Rule, currency: string): string {
  return rule.rate.kind === 'percent'
    ? `${rule.rate.percent} % of each payment`
    : describeRate(rule, currency)
}

function owedBackNotes({ owedBack, currency }: PostedCommission): string[] {
  return owedBack.map(
    (amount) =>
      `Warning: ${displayMoney(amount)} was paid out before the currency changed. It is owed back in ${amount.currency}, and commission is due in ${currency} now.`,
  )
}

/** Payments that count for nothing since the deal moved to another currency. */
export function strayNotes(deal: Pick<MirroredDeal, 'amount'>, stray: readonly Money[]): string[] {
  const { amount } = deal
  if (!amount) return []
  return stray.map(
    (paid) =>
      `Warning: the deal is in ${amount.currency} now, so the ${displayMoney(paid)} that the customer paid in ${paid.currency} does not count, and commission that was paid out for it is owed back. Put the currency right in the CRM, or record in ${amount.currency} what was paid.`,
  )
}

/** What was paid for a deal in currencies other than its own, where anything is left of it. */
export function strayPayments(
  deal: Pick<MirroredDeal, 'currency'>,
  payments: readonly { amountMinor: bigint; currency: string }[],
): Money[] {
  const others = payments.filter(({ currency }) => deal.currency !== null && currency !== deal.currency)
  return [...Map.groupBy(others, ({ currency }) => currency)]
    .map(([currency, of]) =>
      money(
        of.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
        currency,
      ),
    )
    .filter(({ amountMinor }) => amountMinor > 0n)
}

function accrued(
  { currency, balances, whys, cash }: PostedCommission,
  partnerName: string,
  warnings: readonly string[],
): CommissionState {
  const json = (minor: bigint) => toMoneyJson(money(minor, currency))
  return {
    state: 'accrued',
    amount: json(balances.accrued),
    pending: json(balances.pending),
    // Held money is owed, but not payable.
    payable: json(balances.payable),
    inPayout: json(balances.inTransit),
    paid: json(balances.paid),
    note:
      [
        ...(balances.held !== 0n
          ? ['Part of it is held.']
          : cash
            ? ['It grows with each payment of the customer.']
            : []),
        ...warnings,
      ].join(' ') || null,
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
