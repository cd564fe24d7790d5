import { useEffect, useRef, type ReactNode } from 'react'
import { Link, useNavigationType } from 'react-router'

export interface Crumb {
  to: string
  label: string
}

/** A page's heading, its way up and its main action. Following a link moves the focus to the heading. */
export function Page({
  title,
  lead,
  crumbs = [],
  action,
  children,
}: {
  title: string
  lead?: ReactNode
  crumbs?: readonly Crumb[]
  action?: ReactNode
  children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  const followedLink = useNavigationType() === 'PUSH'
  const arrived = useRef(false)
  useEffect(() => {
    document.title = `${title} · Partner Desk`
  }, [title])
  useEffect(() => {
    if (followedLink && !arrived.current) heading.current?.focus({ preventScroll: true })
    arrived.current = true
  }, [followedLink])

  return (
    <>
      {crumbs.length > 0 && (
        <nav aria-label="Breadcrumbs" className="crumbs">
          <ol>
            {crumbs.map((crumb) => (
              <li key={crumb.to}>
                <Link to={crumb.to}>{crumb.label}</Link>
              </li>
            ))}
            <li aria-current="page">{title}</li>
          </ol>
        </nav>
      )}
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <div className="lead">{lead}</div>}
        </div>
        {action && <div className="page-action">{action}</div>}
      </header>
      {children}
    </>
  )
}
