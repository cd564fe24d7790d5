const MAX_REDIRECTS = 10

export interface Visit {
  /** As the server names itself in redirects. */
  publicUrl: string
  /** Where the server really listens. */
  serverOrigin: string
  /** Presses the CRM's button: what to add to the address of its consent page. */
  consent: { path: string; answers: Readonly<Record<string, string>> }
}

/** The HTTP of one visitor's browser: keeps cookies per origin. */
export class SmallBrowser {
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

  /** Follows redirects, through consent, to a page of the product. Throws with that page's text when it says no. */
  async visit(path: string, { publicUrl, serverOrigin, consent }: Visit): Promise<void> {
    let url = new URL(path, serverOrigin)
    for (let step = 0; step < MAX_REDIRECTS; step += 1) {
      const response = await this.open(url)
      const location = response.headers.get('location')
      if (location === null) {
        const text = await response.text()
        if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}. ${plain(text)}`)
        return
      }
      const next = new URL(location, url)
      // One server, two names: the configured one is for people's browsers.
      url = next.origin === publicUrl ? new URL(next.pathname + next.search, serverOrigin) : next
      if (url.pathname === consent.path) {
        for (const [name, value] of Object.entries(consent.answers)) url.searchParams.set(name, value)
      } else if (url.pathname.startsWith('/console')) {
        return // signed in
      }
    }
    throw new Error(`The redirects from ${path} do not end.`)
  }
}

const plain = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300)
