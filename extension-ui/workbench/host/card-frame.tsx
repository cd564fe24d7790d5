import { createController, RemoteRenderer } from '@remote-ui/react/host'
import type { RemoteReceiver } from '@remote-ui/core'
import { useEffect, useMemo, useState, type ComponentType } from 'react'
import type { Bootstrap, Person } from '../workbench-api.ts'
import type { CardContext } from '../protocol.ts'
import { cardActions, type IframeRequest } from './card-actions.ts'
import { startCard } from './card-session.ts'
import { CardSkeleton } from './card-skeleton.tsx'
import { notDrawn } from './components/not-drawn.tsx'
import { overlays } from './components/overlay-ids.ts'
import { components } from './components/registry.ts'
import { IframeModal } from './iframe-modal.tsx'
import type { RecordStore } from './record-store.ts'
import { useNavigate } from './router.tsx'
import { useAddToast } from './toasts.tsx'

// remote-ui types every component's props as any; the registry's names and the SDK's prop types are the contract.
const known = components as Record<string, ComponentType>
const controller = { ...createController(known), get: (name: string) => known[name] ?? notDrawn(name) }

interface CardFrameProps {
  bootstrap: Bootstrap
  person: Person
  dealId: string
  store: RecordStore
  /** Changes when the bundle was built again. */
  version: string
  refresh(): void
}

/** The card in the frame that HubSpot draws around it. A new person, deal or bundle starts it anew. */
export function CardFrame({ bootstrap, person, dealId, store, version, refresh }: CardFrameProps) {
  const [receiver, setReceiver] = useState<RemoteReceiver | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [iframe, setIframe] = useState<IframeRequest | null>(null)
  const addToast = useAddToast()
  const navigate = useNavigate()
  const context = useMemo(() => cardContext(bootstrap, person, dealId), [bootstrap, person, dealId])

  useEffect(() => {
    setFailure(null)
    const stop = startCard({
      scriptUrl: `${bootstrap.card.scriptUrl}?v=${version}`,
      context,
      store,
      actions: cardActions({ store, refresh, addToast, openIframe: setIframe, navigate }),
      onMount: setReceiver,
      onFailure: setFailure,
      onMutation: refresh,
    })
    return () => {
      setReceiver(null)
      overlays.reset()
      stop()
    }
  }, [bootstrap, context, store, version, refresh, addToast, navigate])

  return (
    <article className="wb-card" aria-label={bootstrap.card.title}>
      <h2>{bootstrap.card.title}</h2>
      <div className="wb-card-body">
        {failure !== null && (
          <div className="wb-card-failure" role="alert">
            <strong>The card stopped</strong>
            <pre>{failure}</pre>
          </div>
        )}
        {receiver ? (
          <RemoteRenderer receiver={receiver} controller={controller} />
        ) : (
          failure === null && <CardSkeleton />
        )}
      </div>
      <footer>Powered by {bootstrap.card.appName}</footer>
      {iframe && <IframeModal request={iframe} onClose={() => setIframe(null)} />}
    </article>
  )
}

function cardContext(bootstrap: Bootstrap, person: Person, dealId: string): CardContext {
  return {
    location: bootstrap.card.location,
    crm: { objectId: Number(dealId), objectTypeId: bootstrap.card.objectTypeId },
    portal: { id: bootstrap.portal.id, timezone: bootstrap.portal.timeZone },
    user: {
      id: person.userId,
      email: person.email,
      emails: [person.email],
      firstName: person.firstName,
      lastName: person.lastName,
      roles: [],
      teams: [],
      permissions: [],
      locale: 'en-us',
      language: 'en',
    },
    variables: bootstrap.variables,
    extension: { appId: bootstrap.appId, appName: bootstrap.card.appName, cardTitle: bootstrap.card.title },
  }
}
