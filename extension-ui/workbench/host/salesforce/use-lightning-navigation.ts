import { useEffect } from 'react'

/** Goes where a component's NavigationMixin leads: inside Lightning on this page, elsewhere in a tab of its own, as Lightning does. */
export function useLightningNavigation(navigate: (path: string) => void): void {
  useEffect(() => {
    const go = (event: Event): void => {
      // Dispatched by lightning/platform/lightning/navigation.
      const { url } = (event as CustomEvent<{ url: string }>).detail
      const target = new URL(url, location.href)
      if (target.origin === location.origin && target.pathname.startsWith('/lightning/')) {
        navigate(target.pathname + target.search)
      } else open(target, '_blank')
    }
    addEventListener('workbench:navigate', go)
    return () => removeEventListener('workbench:navigate', go)
  }, [navigate])
}
