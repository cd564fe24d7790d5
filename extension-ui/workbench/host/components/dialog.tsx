import { useId, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { NoTrigger } from './overlay-trigger.tsx'
import { classes, shortSize } from './sizes.ts'
import { useDialogFocus } from './use-dialog-focus.ts'

interface DialogProps {
  kind: 'modal' | 'panel'
  title: string | undefined
  label: string | undefined
  width: string | undefined
  danger: boolean
  /** A panel leaves the page visible behind it; a modal dims it. */
  dimmed: boolean
  onClose(): void
  children: ReactNode
}

export function Dialog({ kind, title, label, width, danger, dimmed, onClose, children }: DialogProps) {
  const titleId = useId()
  const box = useDialogFocus(onClose)
  return createPortal(
    <div className={classes('hs-shade', !dimmed && 'hs-shade-clear')}>
      <div
        ref={box}
        tabIndex={-1}
        role="dialog"
        aria-modal="true"
        aria-label={label}
        aria-labelledby={label ? undefined : titleId}
        className={classes(`hs-${kind}`, `hs-width-${shortSize(width, 'sm')}`, danger && 'hs-danger')}
      >
        <header className="hs-dialog-header">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="hs-close" aria-label="Close" onClick={onClose}>
            <span aria-hidden="true">×</span>
          </button>
        </header>
        <NoTrigger>{children}</NoTrigger>
      </div>
    </div>,
    document.body,
  )
}
