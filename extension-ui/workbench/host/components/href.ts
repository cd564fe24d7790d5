import type { HrefProp } from '@hubspot/ui-extensions'

export interface Target {
  url: string
  newTab: boolean
}

/** HubSpot opens a link in a new tab unless the card says that it is not external. */
export function targetOf(href: HrefProp | undefined): Target | null {
  if (href === undefined) return null
  if (typeof href === 'string') return { url: href, newTab: true }
  return { url: href.url, newTab: href.external !== false }
}

export function followHref(href: HrefProp | undefined): void {
  const target = targetOf(href)
  if (target) window.open(target.url, target.newTab ? '_blank' : '_self', 'noopener')
}
