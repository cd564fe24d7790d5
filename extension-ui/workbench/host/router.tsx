import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react'

/** The workbench has HubSpot's own addresses, so that links into the CRM from elsewhere land here. */

export type Place = { page: 'home' } | { page: 'deals' } | { page: 'deal'; dealId: string }

const DEAL = /^\/contacts\/\d+\/(?:record\/0-3|deal)\/(\d+)/
const DEALS = /^\/contacts\/\d+\/objects\/0-3/

export const dealPath = (portalId: number, dealId: string): string =>
  `/contacts/${portalId}/record/0-3/${dealId}`
export const dealsPath = (portalId: number): string => `/contacts/${portalId}/objects/0-3/views/all/list`

export function placeOf(path: string): Place {
  const dealId = DEAL.exec(path)?.[1]
  if (dealId !== undefined) return { page: 'deal', dealId }
  return DEALS.test(path) ? { page: 'deals' } : { page: 'home' }
}

const NavigateContext = createContext<(path: string) => void>(() => {})
const PathContext = createContext('/')

export const useNavigate = (): ((path: string) => void) => useContext(NavigateContext)
export const usePath = (): string => useContext(PathContext)

export function Router({ children }: { children: ReactNode }) {
  const [path, setPath] = useState(() => location.pathname + location.search)
  const navigate = useCallback((next: string) => {
    history.pushState(null, '', next)
    setPath(next)
  }, [])
  useEffect(() => {
    const onBack = (): void => setPath(location.pathname + location.search)
    addEventListener('popstate', onBack)
    return () => removeEventListener('popstate', onBack)
  }, [])
  return (
    <NavigateContext.Provider value={navigate}>
      <PathContext.Provider value={path}>{children}</PathContext.Provider>
    </NavigateContext.Provider>
  )
}

/** A link inside the workbench; with a modifier key or middle click the browser opens a new tab as always. */
export function PageLink({
  to,
  children,
  className,
  current,
}: {
  to: string
  children: ReactNode
  className?: string
  /** Whether it leads to where the page is. */
  current?: boolean
}) {
  const navigate = useNavigate()
  return (
    <a
      href={to}
      className={className}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        navigate(to)
      }}
    >
      {children}
    </a>
  )
}
