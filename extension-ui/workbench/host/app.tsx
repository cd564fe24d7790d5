import { useCallback, useEffect, useState } from 'react'
import { fetchBootstrap, fetchState } from './api.ts'
import { CrmNav } from './crm-nav.tsx'
import { DealsPage } from './deals/deals-page.tsx'
import { RecordPage } from './record/record-page.tsx'
import { placeOf, useNavigate, usePath } from './router.tsx'
import { Story } from './strip/story.tsx'
import { Strip } from './strip/strip.tsx'
import { useCardVersion } from './use-card-version.ts'
import { usePerson } from './use-person.ts'
import { usePolling } from './use-polling.ts'
import type { Bootstrap } from '../workbench-api.ts'

const STATE_EVERY_MS = 2000

export function App() {
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
  return bootstrap ? <Workbench bootstrap={bootstrap} /> : null
}

function Workbench({ bootstrap }: { bootstrap: Bootstrap }) {
  const [person, setPerson] = usePerson(bootstrap.people)
  const state = usePolling(fetchState, STATE_EVERY_MS)
  const version = useCardVersion()
  const navigate = useNavigate()
  const place = placeOf(usePath())

  useEffect(() => {
    if (place.page === 'home') navigate(bootstrap.homePath)
  }, [place.page, bootstrap.homePath, navigate])
  const bePerson = useCallback(
    (userId: number) => {
      const next = bootstrap.people.find((candidate) => candidate.userId === userId)
      if (next) setPerson(next)
    },
    [bootstrap.people, setPerson],
  )

  const story = <Story crm="hubspot" {...{ bootstrap, person }} state={state.value} onBePerson={bePerson} />
  return (
    <div className="wb-page">
      <Strip crm="hubspot" {...{ bootstrap, person }} state={state.value} onBePerson={bePerson} />
      <CrmNav bootstrap={bootstrap} person={person} />
      {place.page === 'deals' && <DealsPage bootstrap={bootstrap} state={state.value} aside={story} />}
      {place.page === 'deal' && (
        <RecordPage
          key={place.dealId}
          bootstrap={bootstrap}
          person={person}
          dealId={place.dealId}
          cardVersion={version}
          onChange={state.refresh}
          aside={story}
        />
      )}
    </div>
  )
}
