import type { ServerAddress } from './server-address.ts'
import { SmallBrowser } from './small-browser.ts'

export interface InstallOptions {
  /** As the server names itself in redirects. */
  publicUrl: string
  /** Where the server really listens. */
  serverOrigin: string
  /** Whose admin presses Approve. */
  userId: number
}

/** Installs the app as an admin of the portal does in a browser: start, consent, callback. Throws with the page's text when that ends badly. */
export function installApp({ publicUrl, serverOrigin, userId }: InstallOptions): Promise<void> {
  return new SmallBrowser().visit('/oauth/hubspot/start', {
    publicUrl,
    serverOrigin,
    consent: { path: '/oauth/authorize', answers: { auto: '1', user_id: String(userId) } },
  })
}

/**
 * Connects the org as an admin does who is signed in to the console, so that it joins that admin's workspace. `ticket`
 * is the address that signs them in. Consent is the integration user's, as the install guide has it.
 */
export async function connectSalesforce(server: ServerAddress, ticket: string): Promise<void> {
  const browser = new SmallBrowser()
  const visit = {
    publicUrl: server.publicUrl,
    serverOrigin: server.origin,
    consent: { path: '/services/oauth2/authorize', answers: { auto: '1' } },
  }
  const { pathname, search } = new URL(ticket)
  await browser.visit(pathname + search, visit)
  await browser.visit('/oauth/salesforce/start', visit)
}
