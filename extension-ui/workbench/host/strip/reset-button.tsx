import { useState } from 'react'
import { resetDemo } from '../api.ts'
import { Dialog } from '../components/dialog.tsx'
import { useAddToast } from '../toasts.tsx'

export function ResetButton() {
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const addToast = useAddToast()

  const reset = (): void => {
    setBusy(true)
    resetDemo().then(
      () => location.assign('/'),
      (error: unknown) => {
        setBusy(false)
        setAsking(false)
        addToast({ type: 'danger', title: 'The demo was not reset', message: String(error) })
      },
    )
  }
  return (
    <>
      <button type="button" className="wb-reset" aria-label="Reset the demo" onClick={() => setAsking(true)}>
        Reset
      </button>
      {asking && (
        <Dialog
          kind="modal"
          dimmed
          danger
          title="Reset the demo?"
          label={undefined}
          width="sm"
          onClose={() => setAsking(false)}
        >
          <div className="hs-modal-body">
            A new simulated portal, a new simulated org and a new workspace replace the present ones, and the
            clock returns to today. What you did so far is no longer shown.
          </div>
          <footer className="hs-dialog-footer">
            <button
              type="button"
              className="hs-button hs-button-destructive hs-button-md"
              disabled={busy}
              aria-busy={busy}
              onClick={reset}
            >
              {busy ? 'Resetting…' : 'Reset the demo'}
            </button>
            <button
              type="button"
              className="hs-button hs-button-secondary hs-button-md"
              onClick={() => setAsking(false)}
            >
              Keep it
            </button>
          </footer>
        </Dialog>
      )}
    </>
  )
}
