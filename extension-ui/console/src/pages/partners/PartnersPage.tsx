import { useState } from 'react'
import { Button } from '@mantine/core'
import { usePartners } from '../../api/resources.ts'
import { useListAddress } from '../../address/use-list-address.ts'
import { PARTNER_STATUS, PARTNER_TYPE } from '../../format/words.ts'
import { Page } from '../../frame/Page.tsx'
import { usePermission } from '../../frame/viewer.ts'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { EmptyState, NothingMatches } from '../../parts/EmptyState.tsx'
import { FilterSelect, ListBar, optionsOf, SearchField } from '../../parts/ListBar.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Pager } from '../../parts/Pager.tsx'
import { CreatePartnerDrawer } from './CreatePartnerDrawer.tsx'
import { PartnerTable } from './PartnerTable.tsx'

const CHOICES = { status: Object.keys(PARTNER_STATUS), type: Object.keys(PARTNER_TYPE) }

export function PartnersPage() {
  const list = useListAddress(CHOICES)
  const partners = usePartners(list.query)
  const manage = usePermission('managePartners')
  const [creating, setCreating] = useState(false)

  return (
    <Page
      title="Partners"
      lead="Companies in the programme, with what they are owed in each currency."
      action={
        <ActionButton permitted={manage} onClick={() => setCreating(true)}>
          Add partner
        </ActionButton>
      }
    >
      <ListBar>
        <SearchField label="Search name, domain or contact" value={list.search} onSearch={list.setSearch} />
        <FilterSelect
          label="Status"
          all="All statuses"
          value={list.filters.status}
          options={optionsOf(PARTNER_STATUS)}
          onChange={(value) => list.setFilter('status', value)}
        />
        <FilterSelect
          label="Type"
          all="All types"
          value={list.filters.type}
          options={optionsOf(PARTNER_TYPE)}
          onChange={(value) => list.setFilter('type', value)}
        />
      </ListBar>
      <Loaded query={partners} what="the partners">
        {(data, outdated) => {
          if (data.rows.length === 0 && list.narrowed)
            return <NothingMatches what="partners" onClear={list.clear} />
          if (data.rows.length === 0) {
            return (
              <EmptyState
                title="No partners yet"
                action={
                  manage.allowed && <Button onClick={() => setCreating(true)}>Add the first partner</Button>
                }
              >
                Add the companies that bring or help your deals. Reps can then tag them on a deal, and
                commission is computed from their programme. {manage.because}
              </EmptyState>
            )
          }
          return (
            <>
              <PartnerTable rows={data.rows} />
              <Pager
                outdated={outdated}
                list={list}
                total={data.total}
                shown={data.rows.length}
                nextCursor={data.nextCursor}
                one="partner"
              />
            </>
          )
        }}
      </Loaded>
      {creating && <CreatePartnerDrawer onClose={() => setCreating(false)} />}
    </Page>
  )
}
