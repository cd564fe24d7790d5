import { Link } from 'react-router'
import type { DealRow } from '../../../../../shared/contract/console-api.ts'
import { useListAddress } from '../../address/use-list-address.ts'
import { useDeals } from '../../api/resources.ts'
import { Page } from '../../frame/Page.tsx'
import { CrmLink } from '../../parts/CrmLink.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { EmptyState, NothingMatches } from '../../parts/EmptyState.tsx'
import { FilterSelect, ListBar, SearchField } from '../../parts/ListBar.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Money, MoneyLines } from '../../parts/Money.tsx'
import { Pager } from '../../parts/Pager.tsx'
import { CalendarDate } from '../../parts/When.tsx'
import { PaymentLinks } from './PaymentLinks.tsx'

const CREDIT = { any: 'With a partner', none: 'Without a partner' }
const CHOICES = { credit: Object.keys(CREDIT) } as const

const COLUMNS: Column<DealRow>[] = [
  {
    header: 'Deal',
    names: true,
    cell: (row) => (
      <>
        <Link to={`/customer-payments/deals/${row.id}`}>{row.name}</Link>
        <span className="under">{row.account ?? 'No account'}</span>
      </>
    ),
  },
  {
    header: 'Won on',
    cell: (row) => (row.closeDate ? <CalendarDate date={row.closeDate} /> : <span className="muted">–</span>),
  },
  {
    header: 'Partners',
    cell: (row) =>
      row.credits.length === 0 ? (
        <span className="muted">No partner</span>
      ) : (
        [...new Set(row.credits.map(({ partnerName }) => partnerName))].join(', ')
      ),
  },
  {
    header: 'Amount',
    numeric: true,
    cell: (row) =>
      row.amount ? <Money money={row.amount} /> : <span className="muted">{row.amountNote ?? '–'}</span>,
  },
  { header: 'Commission', numeric: true, cell: (row) => <MoneyLines amounts={row.commission} /> },
  {
    header: 'CRM',
    secondary: true,
    cell: (row) => (
      <CrmLink href={row.crmUrl} label={`Open ${row.name} in the CRM in a new tab`}>
        <span className="nowrap">Open</span>
      </CrmLink>
    ),
  },
]

/** Won deals, to look at or write down what their customer paid. */
export function PaidDealsPage() {
  const list = useListAddress(CHOICES)
  const deals = useDeals({ ...list.query, outcome: 'won' })
  return (
    <>
      <PaymentLinks />
      <Page
        title="Payments by deal"
        lead="Choose a won deal to see what its customer paid, or to record a payment or refund by hand."
      >
        <ListBar>
          <SearchField label="Search deal or account" value={list.search} onSearch={list.setSearch} />
          <FilterSelect
            label="Credit"
            all="Any credit"
            value={list.filters.credit}
            options={Object.entries(CREDIT).map(([value, label]) => ({ value, label }))}
            onChange={(credit) => list.setFilter('credit', credit)}
          />
        </ListBar>
        <Loaded query={deals} what="the deals" rows={8}>
          {(data, outdated) => {
            if (data.rows.length === 0 && list.narrowed)
              return <NothingMatches what="deals" onClear={list.clear} />
            if (data.rows.length === 0) {
              return (
                <EmptyState title="No won deals yet">
                  Payments are recorded once a deal is won in the CRM.
                </EmptyState>
              )
            }
            return (
              <>
                <DataTable label="Won deals" columns={COLUMNS} rows={data.rows} rowKey={(row) => row.id} />
                <Pager
                  outdated={outdated}
                  list={list}
                  total={data.total}
                  shown={data.rows.length}
                  nextCursor={data.nextCursor}
                  one="won deal"
                />
              </>
            )
          }}
        </Loaded>
      </Page>
    </>
  )
}
