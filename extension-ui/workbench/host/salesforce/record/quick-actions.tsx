import { useCallback, useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Bootstrap, Person, QuickAction } from '../../../workbench-api.ts'
import { LightningComponent } from '../lightning-component.tsx'

interface QuickActionsProps {
  bootstrap: Bootstrap
  person: Person
  recordId: string
}

/** The package's actions in the record's head, each in a panel of its own as Lightning opens them. */
export function QuickActions({ bootstrap, person, recordId }: QuickActionsProps) {
  const [open, setOpen] = useState<QuickAction | null>(null)
  const opener = useRef<HTMLButtonElement | null>(null)
  const close = useCallback(() => setOpen(null), [])
  useEffect(() => {
    if (open === null) opener.current?.focus()
  }, [open])

  return (
    <div className="slds-page-header__col-actions">
      <ul className="slds-button-group-list" aria-label="Actions">
        {bootstrap.salesforce.quickActions.map((action) => (
          <li key={action.tag}>
            <button
              type="button"
              className="slds-button slds-button_neutral"
              onClick={(event) => {
                opener.current = event.currentTarget
                setOpen(action)
              }}
            >
              {action.label}
            </button>
          </li>
        ))}
      </ul>
      {open && (
        <ActionPanel action={open} onClose={close}>
          <LightningComponent
            tag={open.tag}
            org={bootstrap.salesforce}
            person={person}
            recordId={recordId}
            onClose={close}
          />
        </ActionPanel>
      )}
    </div>
  )
}

interface ActionPanelProps {
  action: QuickAction
  onClose(): void
  children: React.ReactNode
}

function ActionPanel({ action, onClose, children }: ActionPanelProps) {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    // The page behind cannot be reached meanwhile; a trap of our own would not see into the component.
    const page = document.getElementById('root')
    page?.setAttribute('inert', '')
    panel.current?.focus()
    return () => page?.removeAttribute('inert')
  }, [])
  return createPortal(
    <>
      <section
        ref={panel}
        role="dialog"
        tabIndex={-1}
        aria-modal="true"
        aria-label={action.label}
        className="slds-modal slds-fade-in-open sf-action"
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose()
        }}
      >
        <div className="slds-modal__container">
          <div className="slds-modal__content">{children}</div>
        </div>
      </section>
      <div className="slds-backdrop slds-backdrop_open" role="presentation" />
    </>,
    document.body,
  )
}
