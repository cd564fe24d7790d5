import { calendarDate } from '../../shared/calendar-date.ts'
import { releasedTarget } from '../../shared/commission/earning.ts'
import type { EarningKind, Plan } from '../../shared/commission/plan.ts'
import type { Balances } from '../../shared/ledger/balance.ts'
import { earn, unearn } from '../../shared/ledger/posting.ts'
import { displayMoney, fromMoneyJson } from '../../shared/money/format.ts'
import { type Money, money } from '../../shared/money/money.ts'
import { startOfDay } from '../../shared/start-of-day.ts'
import { recordAudit } from '../db/audit-store.ts'
import { type CommissionLineRecord, commissionLinesOf } from '../db/commission-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { balancesByLine, type LedgerEntry, lockLedger, postTransactions } from '../db/ledger-store.ts'
import type { PartnerRecord } from '../db/partner-store.ts'
import { type PaymentRecord, paymentsOf } from '../db/payment-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'
import { addWorks } from '../jobs/outbox.ts'
import { holdDisputed } from './hold-disputed.ts'
import type { Moment } from './lock-deal.ts'
import { movement } from './movement.ts'
import { isCash } from './plan-needs.ts'
import { PRODUCT } from './product-actor.ts'

interface Released {
  deal: Pick<MirroredDeal, 'id'>
  partners: ReadonlyMap<string, Pick<PartnerRecord, 'name'>>
  /** At least every version that a line of the deal is under. */
  plans: readonly PublishedPlan[]
}

/**
 * Brings what is released of each commission line of the deal to what it should be by now: more after a payment or on a day on
 * which a part falls due, less after a refund. Goes by totals, so that it can run after every change and in any order.
 * `lessOnly`: the deal is gone from the CRM, so that nothing more of it is released.
 */
export async function releaseCommission(
  tx: WorkspaceTx,
  moment: Moment,
  { deal, partners, plans: published }: Released,
  paymentId: string | null,
  lessOnly?: 'lessOnly',
): Promise<void> {
  const lines = await commissionLinesOf(tx, deal.id)
  if (lines.length === 0) return
  const plans = new Map(published.map(({ versionId, plan }) => [versionId, plan]))
  const payments = await paymentsOf(tx, deal.id)
  const { sequence } = await lockLedger(tx)
  const held = await balancesByLine(tx, { dealIds: [deal.id] })
  const entries: LedgerEntry[] = []
  for (const line of lines) {
    const plan = plans.get(line.latest.planVersionId)
    const balances = held.find(
      ({ commissionLineId, currency }) => commissionLineId === line.id && currency === line.currency,
    )?.balances
    if (!plan) throw new Error(`commission line ${line.id} is under a plan version that was not given`)
    if (!balances) continue
    const target = targetOf(line, plan, balances.accrued, payments, moment.now)
    const released = balances.accrued - balances.pending
    if (target === released || (lessOnly && target > released)) continue
    const { partnerId, currency } = line
    const { revision } = line.latest
    const because = target > released ? MORE[plan.earning.kind] : whyLess(line, plan, payments)
    entries.push({
      // The ledger is locked, so this step is the only one that is made from what it holds now.
      idempotencyKey: `earn:${line.id}:r${revision}:t${target}:after${sequence}`,
      kind: target > released ? 'earn' : 'unearn',
      cause: {
        dealId: deal.id,
        lineId: line.id,
        revision,
        paymentId,
        because,
        ...movement(released, target, currency),
      },
      effectiveAt: moment.now,
      postings: step({ partnerId, dealId: deal.id, commissionLineId: line.id, currency }, balances, target),
    })
    const partner = partners.get(partnerId)?.name ?? partnerId
    await recordRelease(tx, moment, deal.id, line, { partner, released, target, because })
  }
  await postTransactions(tx, entries, moment)
  if (entries.length > 0) await holdDisputed(tx, moment, deal.id)
  if (!lessOnly) await wakeForNextPart(tx, deal.id, lines, plans, moment.now)
}

function targetOf(
  line: CommissionLineRecord,
  plan: Plan,
  accruedMinor: bigint,
  payments: readonly PaymentRecord[],
  now: Date,
): bigint {
  const rule = plan.rules.find(({ id }) => id === line.ruleId)
  const dealAmount = dealAmountOf(line)
  const collected = payments
    .filter(({ currency }) => currency === (dealAmount?.currency ?? line.currency))
    .reduce((sum, payment) => sum + netOf(payment), 0n)
  return releasedTarget(
    { amountMinor: accruedMinor, cash: rule !== undefined && isCash(rule) },
    plan.earning,
    {
      collectedNetMinor: collected,
      dealAmountMinor: dealAmount?.amountMinor ?? 0n,
      today: calendarDate(now, plan.timeZone),
    },
  )
}

/** The amount that the commission was computed from, which is what the collections are measured against. */
function dealAmountOf(line: CommissionLineRecord): Money | null {
  const { dealAmount } = line.latest.why.inputs
  return dealAmount && fromMoneyJson(dealAmount)
}

function netOf({ amountMinor, taxMinor, shippingMinor, discountMinor }: PaymentRecord): bigint {
  return amountMinor - taxMinor - shippingMinor - discountMinor
}

function step(
  line: Parameters<typeof earn>[0],
  balances: Balances,
  targetMinor: bigint,
): LedgerEntry['postings'] {
  const delta = targetMinor - (balances.accrued - balances.pending)
  return delta > 0n ? earn(line, delta) : unearn(line, balances, -delta)
}

const MORE: Record<EarningKind, string> = {
  onWon: 'The deal is won.',
  onFirstPayment: 'The customer paid.',
  onCollection: 'The customer paid.',
  dated: 'A part of the commission fell due.',
}

/** A deal that moved to another currency has nothing that its payments could be measured by. */
function whyLess(line: CommissionLineRecord, plan: Plan, payments: readonly PaymentRecord[]): string {
  const currency = dealAmountOf(line)?.currency
  const [stray] = payments
  const foreign = currency && stray && payments.every((payment) => payment.currency !== currency)
  return foreign
    ? `The deal is in ${currency} now, so what the customer paid in ${stray.currency} does not count.`
    : LESS[plan.earning.kind]
}

const LESS: Record<EarningKind, string> = {
  onWon: 'The commission changed.',
  onFirstPayment: 'The customer got its money back.',
  onCollection: 'The customer has paid a smaller part of the deal now.',
  dated: 'The commission changed.',
}

/** The worker looks again on the day on which the next part of a line falls due. */
async function wakeForNextPart(
  tx: WorkspaceTx,
  dealId: string,
  lines: readonly CommissionLineRecord[],
  plans: ReadonlyMap<string, Plan>,
  now: Date,
): Promise<void> {
  const due = new Map<string, Date>()
  for (const { latest } of lines) {
    const plan = plans.get(latest.planVersionId)
    if (latest.amountMinor === 0n || plan?.earning.kind !== 'dated') continue
    const today = calendarDate(now, plan.timeZone)
    const [next] = plan.earning.parts
      .map(({ date }) => date)
      .filter((date) => date > today)
      .sort()
    if (next !== undefined) due.set(next, startOfDay(next, plan.timeZone))
  }
  await addWorks(
    tx,
    [...due].map(([date, availableAt]) => ({
      topic: 'deal.changed' as const,
      payload: { dealId },
      // Of its own: what has to be done now must not wait for that day.
      dedupeKey: `${dealId}:${date}`,
      availableAt,
    })),
  )
}

async function recordRelease(
  tx: WorkspaceTx,
  moment: Moment,
  dealId: string,
  line: CommissionLineRecord,
  change: { partner: string; released: bigint; target: bigint; because: string },
): Promise<void> {
  const { partner, released, target, because } = change
  const shown = (minor: bigint) => displayMoney(money(minor, line.currency))
  await recordAudit(tx, {
    id: moment.newId(),
    dealId,
    subjectKind: 'commission',
    subjectId: line.id,
    kind: target > released ? 'commission_earned' : 'commission_unearned',
    actor: PRODUCT,
    at: moment.now,
    reason: target > released ? null : because,
    before: { partner, earned: shown(released) },
    after: { partner, earned: shown(target) },
  })
}
