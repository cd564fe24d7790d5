import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from 'react'

export interface NewToast {
  type?: 'info' | 'warning' | 'success' | 'danger' | 'tip'
  title?: string
  message: string
}

const VISIBLE_MS = 6000

/** For a page that draws the messages in its own way. */
export const AddToast = createContext<(toast: NewToast) => void>(() => {})

/** Shows a message in the corner for a while, as HubSpot does for `addAlert`. */
export const useAddToast = (): ((toast: NewToast) => void) => useContext(AddToast)

export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly (NewToast & { id: number })[]>([])
  const counter = useRef(0)
  const dismiss = (id: number): void => setToasts((all) => all.filter((toast) => toast.id !== id))
  const add = useCallback((toast: NewToast) => {
    const id = ++counter.current
    // The newest alone: a pile would lie over the card that it speaks of.
    setToasts([{ ...toast, id }])
    setTimeout(() => dismiss(id), VISIBLE_MS)
  }, [])
  return (
    <AddToast.Provider value={add}>
      {children}
      <div className="wb-toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.id} className={`wb-toast hs-alert hs-alert-${toast.type ?? 'info'}`}>
            <div>
              {toast.title && <strong>{toast.title}</strong>}
              <div>{toast.message}</div>
            </div>
            <button type="button" aria-label="Dismiss" onClick={() => dismiss(toast.id)}>
              <span aria-hidden="true">×</span>
            </button>
          </div>
        ))}
      </div>
    </AddToast.Provider>
  )
}
