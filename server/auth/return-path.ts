/**
 * Where the console opens, as a path inside it: `/payouts?batch=7`. undefined for anything that could lead to
 * another site, such as `//host`, `/\host` or an escaped form of it.
 */
export function consolePath(path: string): string | undefined {
  if (!path.startsWith('/') || /[\\\p{Cc}]/u.test(path)) return undefined
  const base = 'https://console.invalid'
  const url = URL.parse(`/console${path}`, base)
  if (!url || url.origin !== base || !/^\/console(\/|$)/.test(url.pathname)) return undefined
  // `/console/enter` takes tickets, it is no page to return to.
  if (/^\/console\/+enter\/?$/i.test(url.pathname) || /^\/console\/\/|%2f|%5c/i.test(url.pathname))
    return undefined
  return url.pathname + url.search + url.hash
}
