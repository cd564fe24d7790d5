import { useCallback, useEffect, useState } from 'react'
import type { Bootstrap } from '../../workbench-api.ts'
import { fetchBootstrap, fetchState } from '../api.ts'
import { useNavigate, usePath } from '../router.tsx'
import { Story } from '../strip/story.tsx'
import { Strip } from '../strip/strip.tsx'
import { usePerson } from '../use-person.ts'
import { usePolling } from '../use-polling.ts'
import { AppNavigation } from './app-navigation.tsx'
import { GlobalHeader } from './global-header.tsx'
import { lightningPlaceOf, OPPORTUNITIES } from './lightning-place.ts'
import { OpportunitiesPage } from './list/opportunities-page.tsx'
import { OpportunityPage } from './record/opportunity-page.tsx'
import { SldsSwitch } from './slds-switch.tsx'
import { TabPage } from './tab-page.tsx'
import { useLightningNavigation } from './use-lightning-navigation.ts'

const STATE_EVERY_MS = 2000

export function SalesforceApp() {
  const [bootstrap, setBootstrap] = useState<Bootstrap | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    fetchBootstrap().then(setBootstrap, (error: unknown) => setProblem(String(error)))
  }, [])
  if (problem !== null)
    return (
      <p role="alert" className="wb-fatal">
        {problem}
      </p>
    )
  return bootstrap ? <SalesforceWorkbench bootstrap={bootstrap} /> : null
}

function SalesforceWorkbench({ bootstrap }: { bootstrap: Bootstrap }) {
  const [person, setPerson] = usePerson(bootstrap.people)
  const state = usePolling(fetchState, STATE_EVERY_MS)
  const navigate = useNavigate()
  const place = lightningPlaceOf(usePath())
  useLightningNavigation(navigate)

  useEffect(() => {
    if (place.page === 'unknown') navigate(OPPORTUNITIES)
  }, [place.page, navigate])
  const bePerson = useCallback(
    (userId: number) => {
      const next = bootstrap.people.find((candidate) => candidate.userId === userId)
      if (next) setPerson(next)
    },
    [bootstrap.people, setPerson],
  )

  const story = (
    <Story crm="salesforce" {...{ bootstrap, person }} state={state.value} onBePerson={bePerson} />
  )
  return (
    <div className="sf-page">
      <Strip
        crm="salesforce"
        {...{ bootstrap, person }}
        state={state.value}
        onBePerson={bePerson}
        more={<SldsSwitch />}
      />
      <GlobalHeader person={person} org={bootstrap.salesforce} />
      <AppNavigation place={place} />
      {place.page === 'opportunity' && (
        <OpportunityPage
          key={place.id}
          {...{ bootstrap, person }}
          id={place.id}
          onChange={state.refresh}
          aside={story}
        />
      )}
      {place.page === 'opportunities' && (
        <OpportunitiesPage bootstrap={bootstrap} state={state.value} aside={story} />
      )}
      {place.page === 'registrations' && (
        <TabPage title="Registrations" tag="c-registration-list" {...{ bootstrap, person }} aside={story} />
      )}
      {place.page === 'settings' && (
        <TabPage
          title="Partner Desk Settings"
          tag="c-partner-desk-settings"
          {...{ bootstrap, person }}
          aside={story}
        />
      )}
    </div>
  )
}
