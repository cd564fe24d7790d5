import { Button } from '@mantine/core'
import { Link } from 'react-router'
import { useDeals, usePartner } from '../../api/resources.ts'
import { useListAddress } from '../../address/use-list-address.ts'
import { OUTCOME } from '../../format/words.ts'
import { Page } from '../../frame/Page.tsx'
import { EmptyState, NothingMatches } from '../../parts/EmptyState.tsx'
import { FilterSelect, ListBar, optionsOf, SearchField } from '../../parts/ListBar.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Pager } from '../../parts/Pager.tsx'
import { DealTable } from './DealTable.tsx'

const CREDIT_FILTER = {
  any: 'With a partner',
  sourced: 'Sourced by a partner',
  influenced: 'Influenced by a partner',
  none: 'Without a partner',
}
const CHOICES = {
  outcome: Object.keys(OUTCOME),
  credit: Object.keys(CREDIT_FILTER),
  partnerId: 'any text',
} as const

export function DealsPage() {
  const list = useListAddress(CHOICES)
  const deals = useDeals(list.query)
  return (
    <Page
      title="Deals"
      lead="Every deal of the connected CRMs, with the partners credited on it and what they get."
    >
      <ListBar>
        <SearchField label="Search deal or account" value={list.search} onSearch={list.setSearch} />
        <FilterSelect
          label="Outcome"
          all="All outcomes"
          value={list.filters.outcome}
          options={optionsOf(OUTCOME)}
          onChange={(value) => list.setFilter('outcome', value)}
        />
        <FilterSelect
          label="Credit"
          all="Any credit"
          value={list.filters.credit}
          options={optionsOf(CREDIT_FILTER)}
          onChange={(value) => list.setFilter('credit', value)}
        />
        {list.filters.partnerId && (
          <PartnerFilter id={list.filters.partnerId} onRemove={() => list.setFilter('partnerId', null)} />
        )}
      </ListBar>
      <Loaded query={deals} what="the deals" rows={10}>
        {(data, outdated) => {
          if (data.rows.length === 0 && list.narrowed)
            return <NothingMatches what="deals" onClear={list.clear} />
          if (data.rows.length === 0) {
            return (
              <EmptyState title="No deals yet">
                Deals come from your CRM. See under <Link to="/connections">Connections</Link> whether one is
                connected and how far its first sync is.
              </EmptyState>
            )
          }
          return (
            <>
              <DealTable rows={data.rows} />
              <Pager
                outdated={outdated}
                list={list}
                total={data.total}
                shown={data.rows.length}
                nextCursor={data.nextCursor}
                one="deal"
              />
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

function PartnerFilter({ id, onRemove }: { id: string; onRemove(): void }) {
  const partner = usePartner(id)
  return (
    <Button variant="light" onClick={onRemove} rightSection={<span aria-hidden="true">×</span>}>
      <span className="sr-only">Remove filter </span>
      Partner: {partner.data?.name ?? '…'}
    </Button>
  )
}
