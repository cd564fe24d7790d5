import type { Portal } from '../../../test/simulators/hubspot/portal.ts'
import { startHubspotSimulator, type RunningSimulator } from '../../../test/simulators/hubspot/serve.ts'
import { createCardProxy, type CardProxy } from './card-proxy.ts'
import type { CardProject } from './card-project.ts'
import type { DemoClock } from './demo-clock.ts'
import { featuredDeal } from './featured-deal.ts'
import { PEOPLE } from './people.ts'
import { restoreSnapshot, takeSnapshot, type PortalSnapshot } from './portal-snapshot.ts'
import type { ServerAddress } from './server-address.ts'

export interface HubspotBeginning {
  project: CardProject
  clock: DemoClock
  /** Of the simulator before this one, whose address it takes over; 0 for any. */
  port: number
  /** Not to be used again. */
  previousPortalId: number | undefined
}

/** The simulated portal that the demo runs over. */
export class SimulatedHubspot {
  readonly #simulator: RunningSimulator
  readonly #project: CardProject
  featuredDealId: string | null = null
  #proxy: CardProxy | undefined

  private constructor(simulator: RunningSimulator, project: CardProject) {
    this.#simulator = simulator
    this.#project = project
  }

  /** A new portal without records; `meetPeople` comes after they are loaded. */
  static begin(options: HubspotBeginning): Promise<SimulatedHubspot> {
    return SimulatedHubspot.#start(options, {
      portalId: newPortalId(options.previousPortalId),
      name: 'Meridian Works',
    })
  }

  /** Makes owners of the demo's people who are none yet, and chooses the deal to begin with. */
  meetPeople(): void {
    const { owners } = this.portal
    for (const person of PEOPLE) if (!owners.byUserId(person.userId)) owners.add(person)
    this.featuredDealId = featuredDeal(this.portal)?.id ?? null
  }

  /** The portal as it was left. */
  static async restore(
    options: { project: CardProject; clock: DemoClock },
    left: KeptHubspot,
  ): Promise<SimulatedHubspot> {
    const hubspot = await SimulatedHubspot.#start({ ...options, port: 0 }, left.portal.settings)
    restoreSnapshot(hubspot.portal, left.portal)
    hubspot.featuredDealId = left.featuredDealId
    return hubspot
  }

  static async #start(
    { project, clock, port }: Omit<HubspotBeginning, 'previousPortalId'>,
    portal: Partial<Portal['settings']>,
  ): Promise<SimulatedHubspot> {
    const simulator = await startHubspotSimulator({
      port,
      portal,
      now: () => clock.now(),
      app: { requiredScopes: project.scopes },
    })
    return new SimulatedHubspot(simulator, project)
  }

  get portal(): Portal {
    return this.#simulator.portal
  }

  get url(): string {
    return this.#simulator.url
  }

  get app(): { appId: number; clientId: string; clientSecret: string } {
    return this.#simulator.installations.app
  }

  /** Stands between the card and the server; there is none before `connectTo`. */
  get cardProxy(): CardProxy {
    if (!this.#proxy) throw new Error('Partner Desk is still starting.')
    return this.#proxy
  }

  get apiOrigin(): string {
    return String(this.#project.variables.API_ORIGIN)
  }

  connectTo({ publicUrl, origin }: ServerAddress): void {
    const { clientSecret, appId } = this.app
    const { webhooks, permittedFetch } = this.#project
    this.#proxy = createCardProxy({
      permittedFetch,
      apiOrigin: this.apiOrigin,
      publicUrl,
      serverOrigin: origin,
      clientSecret,
      portalId: this.portal.portalId,
      appId,
    })
    if (!webhooks) return
    this.#simulator.webhooks.configure({
      targetUrl: webhooks.targetUrl.replace(this.apiOrigin, publicUrl),
      subscriptions: webhooks.subscriptions,
    })
  }

  onChange(changed: () => void): void {
    this.portal.onEvent(changed)
  }

  listPath(): string {
    return `/contacts/${this.portal.portalId}/objects/0-3/views/all/list`
  }

  recordPath(dealId: string): string {
    return `/contacts/${this.portal.portalId}/record/0-3/${dealId}`
  }

  content(): KeptHubspot {
    return { portal: takeSnapshot(this.portal), featuredDealId: this.featuredDealId }
  }

  close(): Promise<void> {
    return this.#simulator.close()
  }
}

/** What a restart needs. */
export interface KeptHubspot {
  portal: PortalSnapshot
  featuredDealId: string | null
}

/** Eight digits, as HubSpot's are, and not one that this data folder has seen before: a portal's number is its identity to the product. */
function newPortalId(previous: number | undefined): number {
  const bySecond = 20_000_000 + (Math.floor(Date.now() / 1000) % 70_000_000)
  return bySecond === previous ? bySecond + 1 : bySecond
}
