import type { CommissionDetail } from '../../../../../shared/contract/finance-api.ts'
import { formatMoney, isNegative, isZero } from '../../format/money.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Money } from '../../parts/Money.tsx'
import { When } from '../../parts/When.tsx'
import { Why } from '../../parts/Why.tsx'

type Revision = CommissionDetail['revisions'][number]

const COLUMNS: Column<Revision>[] = [
  { header: 'No.', numeric: false, cell: (row) => <span className="num">{row.revision}</span> },
  { header: 'Computed', cell: (row) => <When at={row.at} /> },
  {
    header: 'Because',
    names: true,
    cell: (row) => (
      <>
        {row.because}
        <Why why={row.why} />
      </>
    ),
  },
  {
    header: 'Old → new',
    numeric: true,
    cell: (row) =>
      row.from ? (
        <span className="nowrap">
          <span className="muted">
            <Money money={row.from} />
          </span>{' '}
          → <Money money={row.to} />
        </span>
      ) : (
        <Money money={row.to} />
      ),
  },
  { header: 'Change', numeric: true, cell: (row) => <Delta delta={row.delta} /> },
]

function Delta({ delta }: { delta: Revision['delta'] }) {
  if (isZero(delta) || isNegative(delta)) return <Money money={delta} quiet />
  return <span className="num">+{formatMoney(delta)}</span>
}

/** Every calculation there was. Nothing is overwritten: a correction is the difference, with its reason. */
export function Revisions({ revisions }: { revisions: readonly Revision[] }) {
  return (
    <section className="section" aria-labelledby="revisions">
      <div className="section-head">
        <div>
          <h2 id="revisions">Calculations</h2>
          <p className="muted">
            Newest first. Nothing is overwritten; each correction posts only its difference.
          </p>
        </div>
      </div>
      <DataTable
        label="Calculations of this commission"
        columns={COLUMNS}
        rows={revisions}
        rowKey={(row) => String(row.revision)}
      />
    </section>
  )
}
