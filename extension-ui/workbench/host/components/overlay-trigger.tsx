import { createContext, useContext, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react'

interface Trigger {
  /** A panel or modal shows itself while this is true. */
  opened: boolean
  /** A tooltip shows itself while this is true. */
  pointedAt: boolean
  close(): void
  anchor: RefObject<HTMLElement>
}

const TriggerContext = createContext<Trigger | null>(null)

/** The trigger that the surrounding `overlay` belongs to; null for a dialog that the card drew on its own. */
export const useTrigger = (): Trigger | null => useContext(TriggerContext)

/** Content of a dialog: its buttons belong to no outer trigger. */
export function NoTrigger({ children }: { children?: ReactNode }) {
  return <TriggerContext.Provider value={null}>{children}</TriggerContext.Provider>
}

/**
 * Carries the `overlay` prop of a button, link, tag or image. The overlay arrives as remote content whose kind is
 * unknown here, so it is always mounted and decides itself: a dialog opens on click, a tooltip on hover and focus.
 */
export function useOverlay<Anchor extends HTMLElement>(overlay: ReactNode) {
  const [opened, setOpened] = useState(false)
  const [pointedAt, setPointedAt] = useState(false)
  const anchor = useRef<Anchor>(null)
  const trigger = useMemo(
    () => ({ opened, pointedAt, close: () => setOpened(false), anchor }),
    [opened, pointedAt],
  )
  const element = overlay ? (
    <TriggerContext.Provider value={trigger}>{overlay}</TriggerContext.Provider>
  ) : null
  return {
    anchor,
    element,
    open: () => {
      if (overlay) setOpened(true)
    },
    hover: {
      onMouseEnter: () => setPointedAt(true),
      onMouseLeave: () => setPointedAt(false),
      onFocus: () => setPointedAt(true),
      onBlur: () => setPointedAt(false),
    },
  }
}
