import { useState } from 'react'
import type { PlanList } from '../../../../../shared/contract/plan-api.ts'
import { useListAddress } from '../../address/use-list-address.ts'
import { usePlans } from '../../api/resources.ts'
import { usePermission } from '../../frame/viewer.ts'
import { Page } from '../../frame/Page.tsx'
import { EmptyState, NothingMatches } from '../../parts/EmptyState.tsx'
import { FilterSelect, ListBar, SearchField } from '../../parts/ListBar.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { NewDraftModal } from './NewDraftModal.tsx'
import { PROGRAMME_STATES, matchingPlans } from './matching-plans.ts'
import { ProgrammePlan } from './ProgrammePlan.tsx'

const CHOICES = { show: Object.keys(PROGRAMME_STATES) } as const

export function PlansPage() {
  const list = useListAddress(CHOICES)
  const plans = usePlans()
  const permitted = usePermission('editPlans')
  const [drafting, setDrafting] = useState<PlanList['plans'][number] | null>(null)
  return (
    <Page
      title="Plans"
      lead="What partners earn, programme by programme. A plan is drafted, checked, tried on past deals and then published by a second person; a published version never changes."
    >
      <Loaded query={plans} what="the plans" rows={6}>
        {(data) => {
          if (data.plans.length === 0)
            return (
              <EmptyState title="No programme yet">
                Plans belong to programmes. They appear here with the first programme of the workspace.
              </EmptyState>
            )
          const shown = matchingPlans(data.plans, list.search, list.filters.show)
          return (
            <>
              <ListBar>
                <SearchField
                  label="Search programmes, rules and drafts"
                  value={list.search}
                  onSearch={list.setSearch}
                />
                <FilterSelect
                  label="Show"
                  all="All programmes"
                  value={list.filters.show}
                  options={Object.entries(PROGRAMME_STATES).map(([value, label]) => ({ value, label }))}
                  onChange={(value) => list.setFilter('show', value)}
                />
              </ListBar>
              {shown.length === 0 ? (
                <NothingMatches what="programmes" onClear={list.clear} />
              ) : (
                shown.map((plan) => (
                  <ProgrammePlan
                    key={plan.programme.id}
                    plan={plan}
                    permitted={permitted}
                    onNewDraft={() => setDrafting(plan)}
                  />
                ))
              )}
            </>
          )
        }}
      </Loaded>
      {drafting && <NewDraftModal plan={drafting} onClose={() => setDrafting(null)} />}
    </Page>
  )
}
