import type { TooltipProps } from '@hubspot/ui-extensions'
import { createPortal } from 'react-dom'
import { useTrigger } from './overlay-trigger.tsx'

const GAP = 8

export function Tooltip({ children, placement = 'top' }: TooltipProps) {
  const trigger = useTrigger()
  const box = trigger?.pointedAt ? trigger.anchor.current?.getBoundingClientRect() : undefined
  if (!box) return null
  const position = {
    top: { left: box.left + box.width / 2, top: box.top - GAP },
    bottom: { left: box.left + box.width / 2, top: box.bottom + GAP },
    left: { left: box.left - GAP, top: box.top + box.height / 2 },
    right: { left: box.right + GAP, top: box.top + box.height / 2 },
  }[placement]
  return createPortal(
    <div role="tooltip" className={`hs-tooltip hs-tooltip-${placement}`} style={position}>
      {children}
    </div>,
    document.body,
  )
}
