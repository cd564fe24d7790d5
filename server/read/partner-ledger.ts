import { sql } from 'kysely'
import { z } from 'zod'
import { dealUrl } from '../../connectors/record-url.ts'
import { whyText } from '../../shared/commission/why-text.ts'
import type { WhyText } from '../../shared/contract/card-api.ts'
import type { LedgerPage } from '../../shared/contract/console-api.ts'
import type { Posting } from '../../shared/ledger/posting.ts'
import { toMoneyJson } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { calculationsByRevision } from '../db/commission-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { balancesByPartner, type LedgerKind } from '../db/ledger-store.ts'
import { findPartner } from '../db/partner-store.ts'
import { notFound } from '../errors.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/** Something that happened to a partner's money, worded. */
export interface PartnerEntry {
  transactionId: string
  sequence: bigint
  kind: string
  text: string
  effectiveAt: Date
  recordedAt: Date
  deal: { name: string; url: string } | null
  postings: Pick<Posting, 'account' | 'currency' | 'amountMinor'>[]
  why: WhyText | null
}

const columns = z.tuple([z.string().regex(/^\d{1,18}$/)])

/**
 * A partner's ledger, newest entry first. Amounts are the partner's side: above zero in pending, payable, held and in
 * transit is owed to the partner, and each entry's postings add up to zero.
 */
export async function readLedgerPage(
  tx: WorkspaceTx,
  partnerId: string,
  query: { cursor?: string | undefined; limit: number; currency?: string | undefined },
): Promise<LedgerPage> {
  const partner = await findPartner(tx, partnerId)
  if (!partner) throw notFound('partner')
  const after = decodeCursor(query.cursor, columns)
  const found = await entriesOf(tx, partner, (q) =>
    q
      .where(touches(partnerId, query.currency))
      .$if(after !== null, (page) => page.where('t.sequence', '<', BigInt(after?.[0] ?? 0)))
      .orderBy('t.sequence', 'desc')
      .limit(query.limit + 1),
  )
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    rows: shown.map((entry) => ({
      transactionId: entry.transactionId,
      sequence: String(entry.sequence),
      kind: entry.kind,
      text: entry.text,
      effectiveAt: entry.effectiveAt.toISOString(),
      recordedAt: entry.recordedAt.toISOString(),
      dealName: entry.deal?.name ?? null,
      dealUrl: entry.deal?.url ?? null,
      postings: entry.postings.map(({ account, currency, amountMinor }) => ({
        account,
        amount: toMoneyJson(money(-amountMinor, currency)),
      })),
      why: entry.why,
    })),
    nextCursor: last && found.length > query.limit ? encodeCursor([String(last.sequence)]) : null,
    total: await countEntries(tx, partnerId, query.currency),
    balances: (await balancesByPartner(tx, [partnerId])).map(({ currency, balances }) => {
      const json = (minor: bigint) => toMoneyJson(money(minor, currency))
      return {
        currency,
        pending: json(balances.pending),
        payable: json(balances.payable),
        held: json(balances.held),
        inTransit: json(balances.inTransit),
        paid: json(balances.paid),
      }
    }),
  }
}

/** A partner's entries, narrowed and ordered by the caller. Only postings of this partner are in them. */
export async function entriesOf(
  tx: WorkspaceTx,
  partner: { id: string; name: string },
  narrow: (query: ReturnType<typeof transactions>) => ReturnType<typeof transactions>,
): Promise<PartnerEntry[]> {
  const rows = await narrow(transactions(tx)).execute()
  const postings = await postingsOf(
    tx,
    partner.id,
    rows.map(({ id }) => id),
  )
  const causes = rows.map((row) => cause.parse(row.cause))
  const calculations = await calculationsByRevision(
    tx,
    causes.flatMap(({ lineId, revision }) => (lineId && revision ? [{ lineId, revision }] : [])),
  )
  const deals = await dealsOf(
    tx,
    causes.flatMap(({ dealId }) => dealId ?? []),
  )
  return rows.map((row, index) => {
    const of = causes[index] ?? {}
    const deal = deals.get(of.dealId ?? '') ?? null
    const why = calculations.get(`${of.lineId}:${of.revision}`)?.why
    const about = deal?.name ?? (of.batchNumber === undefined ? '' : `batch ${of.batchNumber}`)
    return {
      transactionId: row.id,
      sequence: row.sequence,
      kind: row.kind,
      text: `${KIND_WORDS[row.kind] ?? row.kind}${about === '' ? '' : `: ${about}`}`,
      effectiveAt: row.effective_at,
      recordedAt: row.recorded_at,
      deal,
      postings: postings.get(row.id) ?? [],
      why: why ? whyText(why, partner.name) : null,
    }
  })
}

/** Holds for transactions that touch a partner's accounts. */
export function touches(partnerId: string, currency?: string) {
  return sql<boolean>`exists (select from ledger_posting p
    where p.workspace_id = t.workspace_id and p.transaction_id = t.id and p.partner_id = ${partnerId}
      and (${currency ?? null}::text is null or p.currency = ${currency ?? null}))`
}

// The columns hold what `postTransactions` wrote; entries of later kinds are shown by their own name.
const cause = z.object({
  dealId: z.string().optional(),
  lineId: z.string().optional(),
  revision: z.number().optional(),
  batchNumber: z.number().optional(),
})

/** What a kind of entry is called for people. */
export const KIND_WORDS: Record<string, string> = {
  accrue: 'Commission accrued',
  true_up: 'Commission corrected',
  earn: 'Earned by the customer’s payment',
  unearn: 'Waits again, the customer’s payment went back',
  hold: 'Held, a dispute is open',
  release: 'Released, the dispute ended',
  payout_approved: 'Payout approved',
  payout_confirmed: 'Paid out',
  payout_failed: 'Payout failed, owed again',
  payout_returned: 'Payout came back, owed again',
} satisfies Record<LedgerKind, string>

function transactions(tx: WorkspaceTx) {
  return tx.db
    .selectFrom('ledger_transaction as t')
    .select(['t.id', 't.sequence', 't.kind', 't.cause', 't.effective_at', 't.recorded_at'])
    .where('t.workspace_id', '=', tx.workspaceId)
}

async function countEntries(
  tx: WorkspaceTx,
  partnerId: string,
  currency: string | undefined,
): Promise<number> {
  const row = await transactions(tx)
    .where(touches(partnerId, currency))
    .clearSelect()
    .select(sql<bigint>`count(*)`.as('n'))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

async function postingsOf(tx: WorkspaceTx, partnerId: string, transactionIds: readonly string[]) {
  if (transactionIds.length === 0) return new Map<string, PartnerEntry['postings']>()
  const rows = await tx.db
    .selectFrom('ledger_posting')
    .select(['transaction_id', 'account', 'currency', 'amount_minor'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('transaction_id', '=', sql<string>`any(${[...transactionIds]}::uuid[])`)
    .where('partner_id', '=', partnerId)
    .orderBy('transaction_id')
    .orderBy('line_number')
    .execute()
  const byTransaction = new Map<string, PartnerEntry['postings']>()
  for (const { transaction_id: id, account, currency, amount_minor: amountMinor } of rows) {
    const list = byTransaction.get(id) ?? []
    list.push({ account, currency, amountMinor })
    byTransaction.set(id, list)
  }
  return byTransaction
}

async function dealsOf(tx: WorkspaceTx, dealIds: readonly string[]) {
  if (dealIds.length === 0) return new Map<string, { name: string; url: string }>()
  const rows = await tx.db
    .selectFrom('deal as d')
    .innerJoin('connection as c', 'c.id', 'd.connection_id')
    .select(['d.id', 'd.name', 'd.external_id', 'c.crm', 'c.app_base_url', 'c.external_account_id'])
    .where('d.workspace_id', '=', tx.workspaceId)
    .where('d.id', '=', sql<string>`any(${[...new Set(dealIds)]}::uuid[])`)
    .execute()
  return new Map(
    rows.map((row) => {
      const site = { crm: row.crm, appBaseUrl: row.app_base_url, externalAccountId: row.external_account_id }
      return [row.id, { name: row.name, url: dealUrl(site, row.external_id) }]
    }),
  )
}
