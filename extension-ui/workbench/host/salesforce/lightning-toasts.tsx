import { useCallback, useRef, useState, type ReactNode } from 'react'
import { AddToast, type NewToast } from '../toasts.tsx'
import { SldsIcon } from './slds-icon.tsx'

const VISIBLE_MS = 6000
const THEMES = { info: 'info', tip: 'info', success: 'success', warning: 'warning', danger: 'error' } as const

/** Messages at the top of the page, as Lightning shows them. */
export function LightningToasts({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<(NewToast & { id: number }) | null>(null)
  const counter = useRef(0)
  const add = useCallback((shown: NewToast) => {
    const id = ++counter.current
    setToast({ ...shown, id })
    setTimeout(() => setToast((now) => (now?.id === id ? null : now)), VISIBLE_MS)
  }, [])
  const theme = THEMES[toast?.type ?? 'info']
  return (
    <AddToast.Provider value={add}>
      {children}
      <div className="slds-notify_container sf-toasts" role="status" aria-live="polite">
        {toast && (
          <div key={toast.id} className={`slds-notify slds-notify_toast slds-theme_${theme}`}>
            <SldsIcon sprite="utility" name={theme} className="slds-icon slds-icon_small sf-toast-icon" />
            <div className="slds-notify__content">
              {toast.title && <h2 className="slds-text-heading_small">{toast.title}</h2>}
              {toast.message && <p>{toast.message}</p>}
            </div>
            <button
              type="button"
              className="slds-button slds-button_icon slds-button_icon-inverse sf-toast-close"
              aria-label="Dismiss"
              onClick={() => setToast(null)}
            >
              <span aria-hidden="true">×</span>
            </button>
          </div>
        )}
      </div>
    </AddToast.Provider>
  )
}
