import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from '../../../server/context.ts'
import type { Demo } from './demo.ts'
import { connectSalesforce, installApp } from './install-app.ts'
import { ADMIN } from './people.ts'
import type { ServerAddress } from './server-address.ts'
import { setUpOrg, setUpWorkspace } from './set-up-workspace.ts'

const LOOK_AGAIN_MS = 50
const PATIENCE_MS = 30_000

/** Installs the app in the portal, then connects the org to the same workspace. Answers the connections' ids. */
export async function connectCrms(context: Context, server: ServerAddress, demo: Demo): Promise<string[]> {
  const { publicUrl, origin } = server
  await installApp({ publicUrl, serverOrigin: origin, userId: ADMIN.userId })
  const hubspot = await setUpWorkspace(context, demo.portal.portalId)
  await connectSalesforce(server, await demo.client.ticket(ADMIN))
  const salesforce = await setUpOrg(context, demo.salesforce.org.settings.orgId, publicUrl)
  if (salesforce.workspaceId !== hubspot.workspaceId) {
    throw new Error('The simulated org was connected to another workspace than the portal.')
  }
  await keyDelivered(demo)
  return [hubspot.id, salesforce.id]
}

/** Before it, the card could only say that the org is not connected yet. */
async function keyDelivered(demo: Demo): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (demo.salesforce.signingKey() === undefined) {
    if (Date.now() > deadline) return // the page says what is missing, and the key may still come
    await wait(LOOK_AGAIN_MS)
  }
}
