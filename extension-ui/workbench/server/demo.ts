import { join } from 'node:path'
import { seedMeridian } from '../../../test/simulators/hubspot/seed.ts'
import type { Portal } from '../../../test/simulators/hubspot/portal.ts'
import { startHubspotSimulator, type RunningSimulator } from '../../../test/simulators/hubspot/serve.ts'
import type { ImportReport, StateView, SyncProgress } from '../workbench-api.ts'
import { createCardProxy, type CardProxy } from './card-proxy.ts'
import type { CardProject } from './card-project.ts'
import { DemoClock } from './demo-clock.ts'
import { featuredDeal } from './featured-deal.ts'
import { PEOPLE } from './people.ts'
import {
  forgetSnapshot,
  readSnapshot,
  restoreSnapshot,
  takeSnapshot,
  writeSnapshot,
} from './portal-snapshot.ts'
import { ServerClient } from './server-client.ts'
import { lookForProgress, STEP_KEYS, storySteps, type StepKey } from './story.ts'
import { readSyncProgress } from './sync-progress.ts'

/** The product's server, once it runs. */
export interface Server {
  publicUrl: string
  /** Where it really listens. */
  origin: string
  /** Installs the app in the portal and gives the people their roles: a new portal becomes a new workspace. */
  connect(demo: Demo): Promise<void>
}

export interface DemoOptions {
  project: CardProject
  dataDir: string
  /** Fills a new portal. Absent: the demo portal, or what an earlier run left in `dataDir`. */
  fill?: (portal: Portal) => Promise<ImportReport>
}

const SNAPSHOT_DELAY_MS = 500
const TOUCHED_DEALS_KEPT = 10

/** One demo after another at one address: a simulated portal, its clock, and how far the visitor has come. */
export class Demo {
  readonly clock: DemoClock
  readonly project: CardProject
  readonly #snapshotFile: string
  #simulator: RunningSimulator | undefined
  #server: Server | undefined
  #proxy: CardProxy | undefined
  #client: ServerClient | undefined
  #done = new Set<StepKey>()
  #touchedDeals: string[] = []
  #featuredDealId: string | null = null
  #importReport: ImportReport | null = null
  #sync: SyncProgress | null = null
  #synced = false
  #problem: string | null = null
  #looking = false
  #saving: NodeJS.Timeout | undefined

  private constructor({ project, dataDir }: DemoOptions) {
    this.project = project
    this.clock = new DemoClock(clockFileIn(dataDir))
    this.#snapshotFile = join(dataDir, 'simulated-hubspot.json')
  }

  /** Starts the simulated CRM. The product's server comes afterwards, with `attach`. */
  static async open(options: DemoOptions): Promise<Demo> {
    const demo = new Demo(options)
    const snapshot = options.fill ? undefined : readSnapshot(demo.#snapshotFile)
    if (!snapshot) {
      try {
        await demo.#begin(0, options.fill)
      } catch (error) {
        await demo.#simulator?.close()
        throw error
      }
      return demo
    }
    const simulator = await demo.#startSimulator(0, snapshot.settings)
    restoreSnapshot(simulator.portal, snapshot)
    demo.#done = new Set(STEP_KEYS.filter((key) => snapshot.doneSteps.includes(key)))
    demo.#touchedDeals = snapshot.touchedDeals
    demo.#featuredDealId = snapshot.featuredDealId
    demo.#importReport = snapshot.importReport
    demo.#watchPortal(simulator)
    return demo
  }

  get portal(): Portal {
    return this.#running().portal
  }

  get simulatorUrl(): string {
    return this.#running().url
  }

  get appId(): number {
    return this.#running().installations.app.appId
  }

  get app(): { appId: number; clientId: string; clientSecret: string } {
    return this.#running().installations.app
  }

  /** Connects the product to the simulated CRM. */
  async attach(server: Server): Promise<void> {
    this.#server = server
    const { portal } = this
    const { clientSecret, appId } = this.app
    const apiOrigin = String(this.project.variables.API_ORIGIN)
    this.#proxy = createCardProxy({
      permittedFetch: this.project.permittedFetch,
      apiOrigin,
      publicUrl: server.publicUrl,
      serverOrigin: server.origin,
      clientSecret,
      portalId: portal.portalId,
      appId,
    })
    this.#client = new ServerClient({ proxy: this.#proxy, apiOrigin, serverOrigin: server.origin })
    const { webhooks } = this.project
    if (webhooks) {
      this.#running().webhooks.configure({
        targetUrl: webhooks.targetUrl.replace(apiOrigin, server.publicUrl),
        subscriptions: webhooks.subscriptions,
      })
    }
    await server.connect(this)
  }

  get cardProxy(): CardProxy {
    if (!this.#proxy) throw new Error('Partner Desk is still starting.')
    return this.#proxy
  }

  /** Where `/` leads: the deal to begin with, or the list when the visitor brought deals of their own. */
  homePath(): string {
    const list = `/contacts/${this.portal.portalId}/objects/0-3/views/all/list`
    return this.#importReport ? list : (this.#dealPath() ?? list)
  }

  /** What was last found out; looking again happens meanwhile, so that a busy server does not hold the page. */
  state(): StateView {
    if (!this.#looking) void this.look()
    return {
      story: storySteps(this.#done, this.#dealPath()),
      sync: this.#sync,
      importReport: this.#importReport,
      problem: this.#problem,
    }
  }

  async look(): Promise<void> {
    if (!this.#client || this.#looking) return
    this.#looking = true
    const before = this.#done.size
    try {
      if (!this.#synced) {
        this.#sync = await readSyncProgress(this.#client)
        this.#synced = this.#sync !== null && !this.#sync.running
      }
      await lookForProgress({
        client: this.#client,
        portal: this.portal,
        done: this.#done,
        touchedDeals: this.#touchedDeals,
      })
      this.#problem = null
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error)
    } finally {
      this.#looking = false
    }
    if (this.#done.size !== before) this.#saveSoon()
  }

  dealChanged(dealId: string): void {
    this.#touchedDeals = [dealId, ...this.#touchedDeals.filter((other) => other !== dealId)].slice(
      0,
      TOUCHED_DEALS_KEPT,
    )
    this.#saveSoon()
  }

  paymentFileDownloaded(): void {
    this.#done.add('downloaded')
    this.#saveSoon()
  }

  /** A new simulated portal at the same address, hence a new workspace; the clock returns to the machine's time. */
  async reset(): Promise<void> {
    const server = this.#server
    if (!server) throw new Error('Partner Desk is still starting.')
    const port = Number(new URL(this.simulatorUrl).port)
    this.#stopSaving()
    await this.#running().close()
    forgetSnapshot(this.#snapshotFile)
    this.clock.reset()
    this.#done = new Set()
    this.#touchedDeals = []
    this.#importReport = null
    this.#sync = null
    this.#synced = false
    await this.#begin(port, undefined)
    await this.attach(server)
  }

  async close(): Promise<void> {
    if (this.#saving) this.#save()
    await this.#running().close()
  }

  async #begin(port: number, fill: DemoOptions['fill']): Promise<void> {
    const simulator = await this.#startSimulator(port, {
      portalId: newPortalId(this.#simulator?.portal.portalId),
      name: 'Meridian Works',
    })
    if (fill) this.#importReport = await fill(simulator.portal)
    else seedMeridian(simulator.portal)
    for (const person of PEOPLE) {
      if (!simulator.portal.owners.byUserId(person.userId)) simulator.portal.owners.add(person)
    }
    this.#featuredDealId = featuredDeal(simulator.portal)?.id ?? null
    this.#watchPortal(simulator)
    this.#saveSoon()
  }

  async #startSimulator(port: number, portal: Partial<Portal['settings']>): Promise<RunningSimulator> {
    this.#simulator = await startHubspotSimulator({
      port,
      portal,
      now: () => this.clock.now(),
      app: { requiredScopes: this.project.scopes },
    })
    return this.#simulator
  }

  #running(): RunningSimulator {
    if (!this.#simulator) throw new Error('The simulated HubSpot does not run.')
    return this.#simulator
  }

  #dealPath(): string | null {
    const dealId = this.#touchedDeals[0] ?? this.#featuredDealId
    return dealId === null ? null : `/contacts/${this.portal.portalId}/record/0-3/${dealId}`
  }

  #watchPortal(simulator: RunningSimulator): void {
    simulator.portal.onEvent(() => this.#saveSoon())
  }

  #saveSoon(): void {
    this.#saving ??= setTimeout(() => this.#save(), SNAPSHOT_DELAY_MS)
  }

  #stopSaving(): void {
    clearTimeout(this.#saving)
    this.#saving = undefined
  }

  #save(): void {
    this.#stopSaving()
    writeSnapshot(this.#snapshotFile, {
      ...takeSnapshot(this.portal),
      doneSteps: [...this.#done],
      touchedDeals: this.#touchedDeals,
      featuredDealId: this.#featuredDealId,
      importReport: this.#importReport,
    })
  }
}

export const clockFileIn = (dataDir: string): string => join(dataDir, 'demo-clock.json')

/** Eight digits, as HubSpot's are, and not one that this data folder has seen before: a portal's number is its identity to the product. */
function newPortalId(previous: number | undefined): number {
  const bySecond = 20_000_000 + (Math.floor(Date.now() / 1000) % 70_000_000)
  return bySecond === previous ? bySecond + 1 : bySecond
}
