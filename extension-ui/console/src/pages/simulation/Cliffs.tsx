import type { SimulationResult } from '../../../../../shared/contract/plan-api.ts'
import { count } from '../../format/words.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Money } from '../../parts/Money.tsx'

type Cliff = SimulationResult['cliffs'][number]

const COLUMNS: Column<Cliff>[] = [
  {
    header: 'Deal',
    names: true,
    cell: (row) => (
      <>
        {row.dealName ?? row.dealId}
        <span className="under">{row.partnerName}</span>
      </>
    ),
  },
  { header: 'Rule', cell: (row) => <code className="nowrap">{row.ruleId}</code> },
  { header: 'Amount', numeric: true, cell: (row) => <Money money={row.amount} /> },
  { header: 'Threshold', numeric: true, cell: (row) => <Money money={row.threshold} /> },
  { header: 'Away from it', numeric: true, cell: (row) => <Money money={row.distance} /> },
  { header: 'Step there', numeric: true, cell: (row) => <Money money={row.step} /> },
]

/** Deals whose commission hangs on a little more or less: where a plan invites people to shift an amount. */
export function Cliffs({ result }: { result: SimulationResult }) {
  return (
    <section className="section" aria-labelledby="cliffs">
      <div className="section-head">
        <div>
          <h2 id="cliffs">Deals on a cliff</h2>
          <p className="muted">
            {result.cliffCount === 0
              ? 'No deal was so near to a threshold that a little more would have changed its commission a lot.'
              : `${count(result.cliffCount, 'deal')} so near to a threshold that a little more would have changed the commission a lot.${result.cliffCount > result.cliffs.length ? ` The ${result.cliffs.length} largest steps are shown.` : ''}`}
          </p>
        </div>
      </div>
      {result.cliffs.length > 0 && (
        <DataTable
          label="Deals on a cliff"
          columns={COLUMNS}
          rows={result.cliffs}
          rowKey={(row) => `${row.dealId} ${row.ruleId} ${row.partnerName}`}
        />
      )}
    </section>
  )
}
