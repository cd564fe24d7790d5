import { sql } from 'kysely'
import { z } from 'zod'
import { whyText } from '../../shared/commission/why-text.ts'
import type { CommissionDetail } from '../../shared/contract/finance-api.ts'
import { calendarDate } from '../../shared/calendar-date.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { shownDate } from '../../shared/shown-date.ts'
import type { Actor } from '../auth/actor.ts'
import { calculationsByRevision } from '../db/commission-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { notFound } from '../errors.ts'
import { whyTooLate } from '../workflows/open-dispute.ts'
import { readCommissionRow } from './commissions.ts'
import { disputesForPage } from './disputes.ts'
import { KIND_WORDS } from './partner-ledger.ts'
import { permittedStep } from './permitted-step.ts'

/** One commission line with every calculation, entry and dispute of it, newest first, and what this person may do. */
export async function readCommission(
  tx: WorkspaceTx,
  actor: Actor,
  now: Date,
  lineId: string,
): Promise<CommissionDetail> {
  const row = await readCommissionRow(tx, lineId)
  if (!row) throw notFound('commission')
  const { revisions, latest } = await revisionsOf(tx, lineId, row.partnerName, row.amount.currency)
  const disputes = await disputesForPage(tx, actor, lineId)
  const standing = disputes.some(({ status }) => status === 'open' || status === 'under_review')
  const obstacle = standing
    ? 'A dispute of this commission is open already.'
    : await whyTooLate(tx, now, { id: lineId, dealId: row.dealId })
  return {
    ...row,
    planVersionId: latest.planVersionId,
    plan: await planName(tx, latest.planVersionId),
    why: latest.why,
    revisions,
    entries: await entriesOf(tx, lineId),
    disputes,
    actions: { dispute: permittedStep(actor, 'openDispute', obstacle) },
  }
}

async function revisionsOf(tx: WorkspaceTx, lineId: string, partnerName: string, currency: string) {
  const numbers = await tx.db
    .selectFrom('commission_calculation')
    .select('revision')
    .where('workspace_id', '=', tx.workspaceId)
    .where('line_id', '=', lineId)
    .orderBy('revision', 'desc')
    .execute()
  const found = await calculationsByRevision(
    tx,
    numbers.map(({ revision }) => ({ lineId, revision })),
  )
  const calculations = numbers.flatMap(({ revision }) => found.get(`${lineId}:${revision}`) ?? [])
  const [latest] = calculations
  if (!latest) throw new Error(`commission line ${lineId} was never calculated`)
  const json = (minor: bigint) => toMoneyJson(money(minor, currency))
  const revisions = calculations.map(({ revision, change, amountMinor, why, calculatedAt }) => ({
    revision,
    at: calculatedAt.toISOString(),
    from: change.fromMinor === null ? null : json(change.fromMinor),
    to: json(amountMinor),
    delta: json(amountMinor - (change.fromMinor ?? 0n)),
    because: change.because,
    why: whyText(why, partnerName),
  }))
  return { revisions, latest: { planVersionId: latest.planVersionId, why: whyText(latest.why, partnerName) } }
}

async function planName(tx: WorkspaceTx, versionId: string): Promise<string> {
  const row = await tx.db
    .selectFrom('plan_version')
    .select(['plan_key', 'version'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', versionId)
    .executeTakeFirstOrThrow()
  return `${row.plan_key}, version ${row.version}`
}

const cause = z.object({ batchNumber: z.number().optional(), asOf: z.iso.datetime().optional() })

/** Only what each entry did to this line. Amounts are the partner's side, as in the partner's ledger. */
async function entriesOf(tx: WorkspaceTx, lineId: string): Promise<CommissionDetail['entries']> {
  const rows = await tx.db
    .selectFrom('ledger_posting as p')
    .innerJoin('ledger_transaction as t', 't.id', 'p.transaction_id')
    .innerJoin('workspace as w', 'w.workspace_id', 'p.workspace_id')
    .select(['t.sequence', 't.kind', 't.cause', 't.effective_at', 'w.time_zone'])
    .select(
      sql<
        { account: string; currency: string; minor: string }[]
      >`json_agg(json_build_object('account', p.account,
      'currency', p.currency, 'minor', (-p.amount_minor)::text) order by p.line_number)`.as('postings'),
    )
    .where('p.workspace_id', '=', tx.workspaceId)
    .where('p.commission_line_id', '=', lineId)
    .groupBy(['t.workspace_id', 't.id', 'w.time_zone'])
    .orderBy('t.sequence', 'desc')
    .execute()
  return rows.map((row) => ({
    sequence: String(row.sequence),
    kind: row.kind,
    text: entryText(row.kind, cause.parse(row.cause), row.time_zone),
    effectiveAt: row.effective_at.toISOString(),
    postings: row.postings.map(({ account, currency, minor }) => ({
      account,
      amount: toMoneyJson(money(BigInt(minor), currency)),
    })),
  }))
}

/** "Commission accrued", with the batch of a payout, and the day of an entry whose month was closed already. */
export function entryText(kind: string, of: z.output<typeof cause>, timeZone: string): string {
  const batch = of.batchNumber === undefined ? '' : `: batch ${of.batchNumber}`
  const late =
    of.asOf === undefined
      ? ''
      : ` (of ${shownDate(calendarDate(new Date(of.asOf), timeZone))}, whose month was closed)`
  return `${KIND_WORDS[kind] ?? kind}${batch}${late}`
}
