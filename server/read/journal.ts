import { sql } from 'kysely'
import { z } from 'zod'
import { type AccountCode, accountCodes } from '../../shared/ledger/account-codes.ts'
import type { LedgerAccount } from '../../shared/ledger/posting.ts'
import { formatDecimal } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import { csv, type CsvCell } from '../../shared/payout/csv.ts'
import { mappedAccountCodes } from '../db/account-code-store.ts'
import type { Database, WorkspaceTx } from '../db/database.ts'
import { entryText } from './commission.ts'
import { monthsBounds } from './trial-balance.ts'

const HEADER = [
  'date',
  'number',
  'kind',
  'account code',
  'account name',
  'partner',
  'deal',
  'line',
  'currency',
  'debit',
  'credit',
  'text',
]
const PAGE = 1_000

/** What a journal shows: a period by effective dates, up to the entry that was the last when it was asked for. */
export interface JournalScope {
  from: Date
  until: Date
  lastSequence: bigint
}

/** Without months: everything. */
export async function journalScope(
  tx: WorkspaceTx,
  months: { from?: string | undefined; to?: string | undefined },
): Promise<JournalScope> {
  const bounds = await monthsBounds(tx, { from: months.from ?? '0001-01', to: months.to ?? '9998-12' })
  const row = await tx.db
    .selectFrom('ledger_head')
    .select('sequence')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst()
  return { ...bounds, lastSequence: row?.sequence ?? 0n }
}

/**
 * The journal as CSV, one line per posting in the ledger's order, a thousand entries at a time in transactions of their own: of any
 * length it takes little memory, and entries that are made meanwhile are not in it. Texts are safe for spreadsheets.
 * What a partner owes back is on the payable account here; the trial balance shows it apart.
 */
export async function* journalCsv(
  db: Database,
  workspaceId: string,
  scope: JournalScope,
): AsyncGenerator<string> {
  yield csv([HEADER])
  const codes = await db.inWorkspace(workspaceId, async (tx) => accountCodes(await mappedAccountCodes(tx)))
  let after: bigint | undefined = 0n
  while (after !== undefined) {
    const from: bigint = after
    const page = await db.inWorkspace(workspaceId, (tx) => postingsAfter(tx, scope, from))
    if (page.rows.length > 0) yield csv(page.rows.map((row) => cells(row, codes)))
    after = page.next
  }
}

interface JournalRow {
  date: string
  sequence: bigint
  kind: string
  cause: unknown
  time_zone: string
  account: LedgerAccount
  partner: string | null
  deal: string | null
  line_id: string | null
  currency: string
  amount_minor: bigint
}

async function postingsAfter(
  tx: WorkspaceTx,
  { from, until, lastSequence }: JournalScope,
  after: bigint,
): Promise<{ rows: JournalRow[]; next: bigint | undefined }> {
  const { rows } = await sql<JournalRow & { entries: bigint }>`
    with page as (
      select t.id, t.sequence, t.kind, t.cause, t.effective_at, w.time_zone
        from ledger_transaction t join workspace w on w.workspace_id = t.workspace_id
        where t.workspace_id = ${tx.workspaceId} and t.sequence > ${after} and t.sequence <= ${lastSequence}
          and t.effective_at >= ${from} and t.effective_at < ${until}
        order by t.sequence limit ${PAGE})
    select (page.effective_at at time zone page.time_zone)::date as date, page.sequence, page.kind, page.cause,
        page.time_zone, g.account, p.name as partner, d.name as deal, g.commission_line_id as line_id, g.currency,
        g.amount_minor, (select count(*) from page) as entries
      from page
      join ledger_posting g on g.transaction_id = page.id
      left join partner p on p.id = g.partner_id
      left join deal d on d.id = g.deal_id
      order by page.sequence, g.line_number`.execute(tx.db)
  const last = rows.at(-1)
  return { rows, next: last && last.entries === BigInt(PAGE) ? last.sequence : undefined }
}

const cause = z.object({ batchNumber: z.number().optional(), asOf: z.iso.datetime().optional() })

function cells(row: JournalRow, codes: readonly AccountCode[]): CsvCell[] {
  const { code = '', name = '' } = codes.find(({ account }) => account === row.account) ?? {}
  const amount = (minor: bigint) => ({ amount: formatDecimal(money(minor, row.currency)) })
  const debit = row.amount_minor > 0n
  return [
    row.date,
    String(row.sequence),
    row.kind,
    code,
    name,
    row.partner ?? '',
    row.deal ?? '',
    row.line_id ?? '',
    row.currency,
    debit ? amount(row.amount_minor) : '',
    debit ? '' : amount(-row.amount_minor),
    entryText(row.kind, cause.parse(row.cause), row.time_zone),
  ]
}
