import { useListAddress } from '../../address/use-list-address.ts'
import { useCommissions } from '../../api/finance-resources.ts'
import { COMMISSION_STATE } from '../../format/words.ts'
import { Page } from '../../frame/Page.tsx'
import { EmptyState, NothingMatches } from '../../parts/EmptyState.tsx'
import { FilterSelect, ListBar, optionsOf, SearchField } from '../../parts/ListBar.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Pager } from '../../parts/Pager.tsx'
import { PartnerFilter } from '../../parts/PartnerFilter.tsx'
import { CommissionTable } from './CommissionTable.tsx'

const CHOICES = { partnerId: 'any text', state: Object.keys(COMMISSION_STATE) } as const

export function CommissionsPage() {
  const list = useListAddress(CHOICES)
  const commissions = useCommissions(list.query)
  return (
    <Page
      title="Commissions"
      lead="What each partner earns on each won deal, and how much of it waits, is payable, held or paid. Every line opens what it is made of."
    >
      <ListBar>
        <SearchField label="Search deal or partner" value={list.search} onSearch={list.setSearch} />
        <PartnerFilter
          value={list.filters.partnerId}
          onChange={(partnerId) => list.setFilter('partnerId', partnerId)}
        />
        <FilterSelect
          label="Status"
          all="All statuses"
          value={list.filters.state}
          options={optionsOf(COMMISSION_STATE)}
          onChange={(state) => list.setFilter('state', state)}
        />
      </ListBar>
      <Loaded query={commissions} what="the commissions" rows={10}>
        {(data, outdated) => {
          if (data.rows.length === 0 && list.narrowed)
            return <NothingMatches what="commissions" onClear={list.clear} />
          if (data.rows.length === 0) {
            return (
              <EmptyState title="No commission yet">
                A commission is accrued when a deal with a partner on it is won. Tag partners in the Partners
                card of the deal.
              </EmptyState>
            )
          }
          return (
            <>
              <CommissionTable rows={data.rows} />
              <Pager
                outdated={outdated}
                list={list}
                total={data.total}
                shown={data.rows.length}
                nextCursor={data.nextCursor}
                one="commission"
              />
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}
