import type { CommissionDetail } from '../../../../../shared/contract/finance-api.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { When } from '../../parts/When.tsx'
import { Postings } from '../../parts/Postings.tsx'

type Entry = CommissionDetail['entries'][number]

const COLUMNS: Column<Entry>[] = [
  { header: 'No.', secondary: true, cell: (entry) => <span className="num muted">{entry.sequence}</span> },
  { header: 'Date', cell: (entry) => <When at={entry.effectiveAt} dayOnly /> },
  { header: 'What happened', names: true, cell: (entry) => entry.text },
  {
    header: 'Postings',
    cell: (entry) => <Postings postings={entry.postings} />,
  },
]

export function Entries({ entries }: { entries: readonly Entry[] }) {
  return (
    <section className="section" aria-labelledby="entries">
      <div className="section-head">
        <div>
          <h2 id="entries">Ledger entries</h2>
          <p className="muted">
            What each entry did to this commission. Entries are only added, never changed.
          </p>
        </div>
      </div>
      {entries.length === 0 ? (
        <EmptyState title="No entries">A commission of nothing has no entry in the ledger.</EmptyState>
      ) : (
        <DataTable
          label="Ledger entries of this commission"
          columns={COLUMNS}
          rows={entries}
          rowKey={(entry) => entry.sequence}
        />
      )}
    </section>
  )
}
