import type { ReactNode } from 'react'

type Drawing = (props: { children?: ReactNode }) => ReactNode
const drawings = new Map<string, Drawing>()

/** A component that this host does not draw, or an HTML tag, which HubSpot refuses: visible, never silence. */
export function notDrawn(name: string): Drawing {
  const known = drawings.get(name)
  if (known) return known
  const isTag = /^[a-z]/.test(name)
  const text = isTag
    ? `<${name}> is an HTML tag: HubSpot refuses it`
    : `${name} is not drawn in this workbench`
  const drawing: Drawing = ({ children }) => (
    <div className="hs-not-drawn" role="note">
      {text}
      {children}
    </div>
  )
  drawings.set(name, drawing)
  return drawing
}
