import { Link } from 'react-router'
import type { SimulationResult } from '../../../../../shared/contract/plan-api.ts'
import { tierName } from '../../format/words.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Money } from '../../parts/Money.tsx'

type TierMove = SimulationResult['tierMoves'][number]

const COLUMNS: Column<TierMove>[] = [
  {
    header: 'Partner',
    names: true,
    cell: (row) => <Link to={`/partners/${row.partnerId}`}>{row.partnerName}</Link>,
  },
  { header: 'Tier', cell: (row) => `${tierName(row.from)} → ${tierName(row.to)}` },
  {
    header: 'Deals',
    numeric: true,
    cell: (row) => <span className="num">{row.deals.toLocaleString()}</span>,
  },
  { header: 'This draft, tier of then', numeric: true, cell: (row) => <Money money={row.then} quiet /> },
  {
    header: 'This draft, tier of today',
    numeric: true,
    cell: (row) => <Money money={row.atNewTier} quiet />,
  },
]

/** Partners that have changed their tier since: what the same deals would cost at today's. */
export function TierMoves({ moves }: { moves: SimulationResult['tierMoves'] }) {
  if (moves.length === 0) return null
  return (
    <section className="section" aria-labelledby="tiers">
      <div className="section-head">
        <div>
          <h2 id="tiers">Tier moves</h2>
          <p className="muted">Partners whose tier today is not the one that their deals were rated at.</p>
        </div>
      </div>
      <DataTable label="Tier moves" columns={COLUMNS} rows={moves} rowKey={(row) => row.partnerId} />
    </section>
  )
}
