import type { ReactNode } from 'react'
import { OutsideIcon } from './icons.tsx'

/** Opens a record in its CRM, beside the console. Only web addresses become links. */
export function CrmLink({
  href,
  children,
  label,
}: {
  href: string | null
  children: ReactNode
  label?: string
}) {
  if (!href || !/^https?:\/\//i.test(href)) return <>{children}</>
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className="crm-link"
      {...(label && { 'aria-label': label })}
    >
      {children} <OutsideIcon />
      {!label && <span className="sr-only"> (opens the CRM in a new tab)</span>}
    </a>
  )
}
