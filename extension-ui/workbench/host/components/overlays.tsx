import type {
  ModalBodyProps,
  ModalFooterProps,
  ModalProps,
  PanelBodyProps,
  PanelFooterProps,
  PanelProps,
  PanelSectionProps,
} from '@hubspot/ui-extensions'
import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { overlays } from './overlay-ids.ts'
import { useTrigger } from './overlay-trigger.tsx'

export function Modal({ variant, children, ...props }: ModalProps) {
  return (
    <Overlay kind="modal" dimmed danger={variant === 'danger'} {...props}>
      {children}
    </Overlay>
  )
}

export function Panel({ variant, children, ...props }: PanelProps) {
  return (
    <Overlay kind="panel" dimmed={variant === 'modal'} danger={false} {...props}>
      {children}
    </Overlay>
  )
}

interface OverlayProps {
  kind: 'modal' | 'panel'
  dimmed: boolean
  danger: boolean
  id: string
  title?: string
  width?: string
  'aria-label'?: string
  onOpen?: () => void
  onClose?: () => void
  children?: ReactNode
}

function Overlay({
  id,
  onOpen,
  onClose,
  'aria-label': label,
  title,
  width,
  children,
  ...look
}: OverlayProps) {
  const trigger = useTrigger()
  const openIds = useSyncExternalStore(overlays.watch, overlays.openIds)
  const shown = trigger?.opened === true || openIds.has(id)
  const latest = useRef({ onOpen, onClose })
  latest.current = { onOpen, onClose }

  useEffect(() => {
    if (!shown) return
    tell(latest.current.onOpen)
    const unregister = trigger ? overlays.register(id, trigger.close) : undefined
    return () => {
      unregister?.()
      tell(latest.current.onClose)
    }
    // Only opening and closing may run this, not the functions, which are new on every message from the worker.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shown, id])

  if (!shown) return null
  const close = (): void => {
    trigger?.close()
    overlays.close(id)
  }
  return (
    <Dialog {...look} title={title} label={label} width={width} onClose={close}>
      {children}
    </Dialog>
  )
}

/** A card that took the overlay away with the button that opened it has released its functions: it no longer listens. */
function tell(callback: (() => void) | undefined): void {
  try {
    callback?.()
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('already released'))) throw error
  }
}

export const ModalBody = ({ children }: ModalBodyProps) => <div className="hs-modal-body">{children}</div>
export const ModalFooter = ({ children }: ModalFooterProps) => (
  <footer className="hs-dialog-footer">{children}</footer>
)
/** Long content scrolls, and by keyboard only what can take the focus does: a history has nothing else in it that can. */
export const PanelBody = ({ children }: PanelBodyProps) => (
  <div className="hs-panel-body" tabIndex={0}>
    {children}
  </div>
)
export const PanelFooter = ({ children }: PanelFooterProps) => (
  <footer className="hs-dialog-footer">{children}</footer>
)
export const PanelSection = ({ children, flush }: PanelSectionProps) => (
  <section className={flush ? undefined : 'hs-panel-section'}>{children}</section>
)
