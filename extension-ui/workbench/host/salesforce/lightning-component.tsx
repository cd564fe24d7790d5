import { useEffect, useRef, useState } from 'react'
import type { Person, SalesforceOrg } from '../../workbench-api.ts'
import { useAddToast } from '../toasts.tsx'
import { loadComponents, type ComponentLibrary } from './component-library.ts'
import { toastOf } from './toast-of.ts'

interface LightningComponentProps {
  tag: string
  org: SalesforceOrg
  person: Person
  /** Absent on a page that is not a record's. */
  recordId?: string
  /** A component asked for its record to be read again. */
  onRefresh?(): void
  /** A screen action asked for its panel to be closed. */
  onClose?(): void
}

/** One component of the package on the page. A new person or record starts it anew. */
export function LightningComponent({
  tag,
  org,
  person,
  recordId,
  onRefresh,
  onClose,
}: LightningComponentProps) {
  const place = useRef<HTMLDivElement>(null)
  const [library, setLibrary] = useState<ComponentLibrary | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const addToast = useAddToast()

  useEffect(() => {
    let gone = false
    loadComponents().then(
      (loaded) => {
        if (!gone) setLibrary(loaded)
      },
      (error: unknown) => {
        if (!gone) setProblem(error instanceof Error ? error.message : String(error))
      },
    )
    return () => {
      gone = true
    }
  }, [])

  const permissions = org.permissions[person.userId]
  useEffect(() => {
    const parent = place.current
    if (!library || !parent) return
    const component = library.components[tag]
    if (!component) return setProblem(`The package has no component ${tag} for a Lightning page.`)
    library.be({ userId: person.salesforceUserId, permissions: permissions ?? [] })
    const element = library.createElement(tag, { is: component })
    if (recordId !== undefined) Object.assign(element, { recordId, objectApiName: 'Opportunity' })
    const showToast = (event: Event): void => addToast(toastOf(event))
    const refresh = (): void => {
      onRefresh?.()
      void library.refreshAll()
    }
    parent.addEventListener('lightning__showtoast', showToast)
    parent.addEventListener('lightning__refresh', refresh)
    const close = (): void => onClose?.()
    parent.addEventListener('close_action_screen', close)
    parent.append(element)
    return () => {
      parent.removeEventListener('lightning__showtoast', showToast)
      parent.removeEventListener('lightning__refresh', refresh)
      parent.removeEventListener('close_action_screen', close)
      element.remove()
    }
  }, [library, tag, recordId, person, permissions, addToast, onRefresh, onClose])

  return (
    <>
      {problem !== null && (
        <div className="sf-preparing" role="alert">
          <strong>The Salesforce page cannot be shown</strong>
          <pre>{problem}</pre>
        </div>
      )}
      {!library && problem === null && <Preparing />}
      <div ref={place} className="sf-component" />
    </>
  )
}

/** Only after an edit of the components or a first start: it takes 12 to 20 seconds. */
function Preparing() {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 400)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="sf-preparing" role="status">
      {slow && (
        <>
          <strong>Preparing the Salesforce page …</strong>
          <p>Its components are being built. This takes up to half a minute, once.</p>
        </>
      )}
    </div>
  )
}
