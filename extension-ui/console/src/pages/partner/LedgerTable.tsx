import type { LedgerEntry } from '../../../../../shared/contract/console-api.ts'
import { CrmLink } from '../../parts/CrmLink.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { When } from '../../parts/When.tsx'
import { Why } from '../../parts/Why.tsx'
import { Postings } from '../../parts/Postings.tsx'

const COLUMNS: Column<LedgerEntry>[] = [
  { header: 'No.', secondary: true, cell: (entry) => <span className="num muted">{entry.sequence}</span> },
  {
    header: 'Date',
    cell: (entry) => (
      <>
        <When at={entry.effectiveAt} dayOnly />
        {entry.recordedAt.slice(0, 10) !== entry.effectiveAt.slice(0, 10) && (
          <span className="under">
            recorded <When at={entry.recordedAt} dayOnly />
          </span>
        )}
      </>
    ),
  },
  {
    header: 'What happened',
    names: true,
    cell: (entry) => (
      <>
        {entry.text}
        {entry.dealName && (
          <span className="under">
            Deal: <CrmLink href={entry.dealUrl}>{entry.dealName}</CrmLink>
          </span>
        )}
        {entry.why && <Why why={entry.why} />}
      </>
    ),
  },
  {
    header: 'Postings',
    cell: (entry) => <Postings postings={entry.postings} />,
  },
]

export function LedgerTable({ entries }: { entries: readonly LedgerEntry[] }) {
  return (
    <DataTable
      label="Ledger entries"
      columns={COLUMNS}
      rows={entries}
      rowKey={(entry) => entry.transactionId}
    />
  )
}
