import { useCallback, useMemo, useState } from 'react'

export interface Overlay {
  id: string
  /** Contents are mounted only while open, so each opening starts afresh. */
  open: boolean
  /** For the button that opens it, and for the overlay's own onOpen. */
  opened(): void
  /** For the overlay's onClose: the host has closed it. */
  closed(): void
  close(): void
}

/** State of one panel or modal; `closeOverlay` is the host's action. */
export function useOverlay(id: string, closeOverlay: (id: string) => void): Overlay {
  const [open, setOpen] = useState(false)
  const opened = useCallback(() => setOpen(true), [])
  const closed = useCallback(() => setOpen(false), [])
  const close = useCallback(() => {
    closeOverlay(id)
    setOpen(false)
  }, [closeOverlay, id])
  return useMemo(() => ({ id, open, opened, closed, close }), [id, open, opened, closed, close])
}
