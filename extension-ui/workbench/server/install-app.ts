/** The HTTP of one visitor's browser: keeps cookies per origin and does not follow redirects by itself. */
class SmallBrowser {
  readonly #cookies = new Map<string, Map<string, string>>()

  async open(url: URL): Promise<Response> {
    const cookies = [...(this.#cookies.get(url.origin) ?? [])].map(([name, value]) => `${name}=${value}`)
    const response = await fetch(url, {
      redirect: 'manual',
      ...(cookies.length > 0 && { headers: { cookie: cookies.join('; ') } }),
    })
    for (const header of response.headers.getSetCookie()) {
      const [name, ...value] = (header.split(';')[0] ?? '').split('=')
      const jar = this.#cookies.get(url.origin) ?? new Map<string, string>()
      this.#cookies.set(url.origin, jar.set(name ?? '', value.join('=')))
    }
    return response
  }
}

const MAX_REDIRECTS = 10

export interface InstallOptions {
  /** As the server names itself in redirects. */
  publicUrl: string
  /** Where the server really listens. */
  serverOrigin: string
  /** Whose admin presses Approve. */
  userId: number
}

/** Installs the app as an admin of the portal does in a browser: start, consent, callback. Throws with the page's text when that ends badly. */
export async function installApp({ publicUrl, serverOrigin, userId }: InstallOptions): Promise<void> {
  const browser = new SmallBrowser()
  let url = new URL('/oauth/hubspot/start', serverOrigin)
  for (let step = 0; step < MAX_REDIRECTS; step += 1) {
    const response = await browser.open(url)
    const location = response.headers.get('location')
    if (location === null) {
      const text = await response.text()
      if (!response.ok)
        throw new Error(
          `The app was not installed: ${url.pathname} answered ${response.status}. ${plain(text)}`,
        )
      return
    }
    const next = new URL(location, url)
    // One server, two names: the configured one is for people's browsers.
    url = next.origin === publicUrl ? new URL(next.pathname + next.search, serverOrigin) : next
    if (url.pathname === '/oauth/authorize') {
      url.searchParams.set('auto', '1')
      url.searchParams.set('user_id', String(userId))
    } else if (url.origin !== serverOrigin || url.pathname.startsWith('/console')) {
      return // the callback is done and leads on into the product
    }
  }
  throw new Error('The app was not installed: the redirects do not end.')
}

const plain = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300)
