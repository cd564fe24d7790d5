import type {
  ModalBodyProps,
  ModalFooterProps,
  ModalProps,
  PanelBodyProps,
  PanelFooterProps,
  PanelProps,
  PanelSectionProps,
} from '@hubspot/ui-extensions'
import { useEffect, useSyncExternalStore, type ReactNode } from 'react'
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

  useEffect(() => {
    if (!shown) return
    onOpen?.()
    const unregister = trigger ? overlays.register(id, trigger.close) : undefined
    return () => {
      unregister?.()
      onClose?.()
    }
    // The callbacks are new functions on every message from the worker; only opening and closing may run this.
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

export const ModalBody = ({ children }: ModalBodyProps) => <div className="hs-modal-body">{children}</div>
export const ModalFooter = ({ children }: ModalFooterProps) => (
  <footer className="hs-dialog-footer">{children}</footer>
)
export const PanelBody = ({ children }: PanelBodyProps) => <div className="hs-panel-body">{children}</div>
export const PanelFooter = ({ children }: PanelFooterProps) => (
  <footer className="hs-dialog-footer">{children}</footer>
)
export const PanelSection = ({ children, flush }: PanelSectionProps) => (
  <section className={flush ? undefined : 'hs-panel-section'}>{children}</section>
)
