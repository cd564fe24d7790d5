import { Link } from 'react-router'
import type { DisputeList } from '../../../../../shared/contract/finance-api.ts'
import { useListAddress } from '../../address/use-list-address.ts'
import { useDisputes } from '../../api/finance-resources.ts'
import { DISPUTE_STATUS } from '../../format/words.ts'
import { Page } from '../../frame/Page.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { EmptyState, NothingMatches } from '../../parts/EmptyState.tsx'
import { FilterSelect, ListBar, SearchField } from '../../parts/ListBar.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Money } from '../../parts/Money.tsx'
import { Pager } from '../../parts/Pager.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'

const CHOICES = { show: ['all'] } as const

const COLUMNS: Column<DisputeList['rows'][number]>[] = [
  {
    header: 'Commission',
    names: true,
    cell: (row) => (
      <>
        <Link to={`/commissions/${row.lineId}`}>{row.partnerName}</Link>
        <span className="under">{row.dealName}</span>
      </>
    ),
  },
  { header: 'Status', cell: (row) => <Status {...DISPUTE_STATUS[row.status]} /> },
  {
    header: 'Opened by',
    cell: (row) => (
      <>
        {row.openedBy}
        <span className="under">
          <When at={row.openedAt} />
        </span>
      </>
    ),
  },
  { header: 'Commission amount', numeric: true, cell: (row) => <Money money={row.amount} quiet /> },
  { header: 'Held', numeric: true, cell: (row) => <Money money={row.held} quiet /> },
]

export function DisputesPage() {
  const list = useListAddress(CHOICES)
  const disputes = useDisputes(list.query)
  const all = list.filters.show === 'all'
  return (
    <Page
      title="Disputes"
      lead="Commissions that somebody doubts. What is payable of them is held until a second person decides them."
    >
      <ListBar>
        <SearchField label="Search deal or partner" value={list.search} onSearch={list.setSearch} />
        <FilterSelect
          label="Show"
          all="Standing disputes"
          value={list.filters.show}
          options={[{ value: 'all', label: 'All disputes' }]}
          onChange={(show) => list.setFilter('show', show)}
        />
      </ListBar>
      <Loaded query={disputes} what="the disputes" rows={5}>
        {(data, outdated) => {
          if (data.rows.length === 0 && list.search !== '')
            return <NothingMatches what="disputes" onClear={list.clear} />
          return data.rows.length === 0 ? (
            <EmptyState title={all ? 'No disputes yet' : 'No dispute stands'}>
              A dispute is opened on the page of the <Link to="/commissions">commission</Link> it is about,
              with evidence.
            </EmptyState>
          ) : (
            <>
              <DataTable label="Disputes" columns={COLUMNS} rows={data.rows} rowKey={(row) => row.id} />
              <Pager
                outdated={outdated}
                list={list}
                total={data.total}
                shown={data.rows.length}
                nextCursor={data.nextCursor}
                one="dispute"
              />
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}
