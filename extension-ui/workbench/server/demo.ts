import { join } from 'node:path'
import type { Org } from '../../../test/simulators/salesforce/org.ts'
import { seedMeridian as seedOrg } from '../../../test/simulators/salesforce/seed.ts'
import { seedMeridian as seedPortal } from '../../../test/simulators/hubspot/seed.ts'
import type { Portal } from '../../../test/simulators/hubspot/portal.ts'
import type { CrmPaths, ImportReport, StateView, SyncProgress } from '../workbench-api.ts'
import type { CardProject } from './card-project.ts'
import { DemoClock } from './demo-clock.ts'
import { KeptFile } from './kept-file.ts'
import type { ServerAddress } from './server-address.ts'
import { ServerClient } from './server-client.ts'
import { SimulatedHubspot, type KeptHubspot } from './simulated-hubspot.ts'
import { SimulatedSalesforce, type KeptSalesforce } from './simulated-salesforce.ts'
import { StoryProgress, type KeptProgress } from './story-progress.ts'
import { readSyncProgress } from './sync-progress.ts'

/** The product's server, once it runs. */
export interface Server extends ServerAddress {
  /**
   * Installs the app in the portal and the org and gives the people their roles: a new portal becomes a new workspace.
   * Answers how many connections that makes.
   */
  connect(demo: Demo): Promise<number>
}

export interface DemoOptions {
  project: CardProject
  dataDir: string
  /** Fills new CRMs. Absent: the demo's records, or what an earlier run left in `dataDir`. */
  fill?: (crms: { portal: Portal; org: Org }) => Promise<ImportReport>
}

/** One demo after another at one address: a simulated portal and a simulated org, their clock, and how far the visitor has come. */
export class Demo {
  readonly clock: DemoClock
  readonly project: CardProject
  readonly #files: {
    hubspot: KeptFile<KeptHubspot>
    salesforce: KeptFile<KeptSalesforce>
    story: KeptFile<KeptProgress>
  }
  #hubspot: SimulatedHubspot | undefined
  #salesforce: SimulatedSalesforce | undefined
  #progress = new StoryProgress()
  #server: Server | undefined
  #client: ServerClient | undefined
  #connections = 0
  #sync: SyncProgress | null = null
  #problem: string | null = null
  #looking = false

  private constructor({ project, dataDir }: DemoOptions) {
    this.project = project
    this.clock = new DemoClock(clockFileIn(dataDir))
    this.#files = {
      hubspot: new KeptFile(join(dataDir, 'simulated-hubspot.json')),
      salesforce: new KeptFile(join(dataDir, 'simulated-salesforce.json')),
      story: new KeptFile(join(dataDir, 'demo-story.json')),
    }
  }

  /** Starts the simulated CRMs. The product's server comes afterwards, with `attach`. */
  static async open(options: DemoOptions): Promise<Demo> {
    const demo = new Demo(options)
    const [hubspot, salesforce, story] = options.fill
      ? []
      : [demo.#files.hubspot.read(), demo.#files.salesforce.read(), demo.#files.story.read()]
    // All or nothing: one CRM of today beside one of yesterday would be no demo.
    if (hubspot && salesforce && story) {
      const { project, clock } = demo
      demo.#hubspot = await SimulatedHubspot.restore({ project, clock }, hubspot)
      demo.#salesforce = await SimulatedSalesforce.restore(clock, salesforce)
      demo.#progress = StoryProgress.of(story)
      demo.#keep()
    } else {
      await demo.#begin({ hubspot: 0, salesforce: 0 }, options.fill)
    }
    return demo
  }

  get hubspot(): SimulatedHubspot {
    if (!this.#hubspot) throw new Error('The simulated HubSpot does not run.')
    return this.#hubspot
  }

  get salesforce(): SimulatedSalesforce {
    if (!this.#salesforce) throw new Error('The simulated Salesforce does not run.')
    return this.#salesforce
  }

  get portal(): Portal {
    return this.hubspot.portal
  }

  /** Asks the server through its public doors; there is none before `attach`. */
  get client(): ServerClient {
    if (!this.#client) throw new Error('Partner Desk is still starting.')
    return this.#client
  }

  /** Connects the product to the simulated CRMs. */
  async attach(server: Server): Promise<void> {
    this.#server = server
    this.hubspot.connectTo(server)
    this.salesforce.connectTo(server)
    const { cardProxy: proxy, apiOrigin } = this.hubspot
    this.#client = new ServerClient({ proxy, apiOrigin, serverOrigin: server.origin })
    this.#connections = await server.connect(this)
  }

  /** Where `/` leads: the deal to begin with, or the list when the visitor brought deals of their own. */
  homePath(): string {
    const list = this.hubspot.listPath()
    return this.#progress.importReport ? list : (this.records().hubspot ?? list)
  }

  /** What was last found out; looking again happens meanwhile, so that a busy server does not hold the page. */
  state(): StateView {
    if (!this.#looking) void this.look()
    const records = this.records()
    return {
      story: this.#progress.steps(records),
      records,
      sync: this.#sync,
      importReport: this.#progress.importReport,
      problem: this.#problem,
    }
  }

  async look(): Promise<void> {
    if (!this.#client || this.#connections === 0 || this.#looking) return
    this.#looking = true
    try {
      if (this.#sync?.running !== false) {
        this.#sync = await readSyncProgress(this.#client, this.#connections)
      }
      const { hubspot, salesforce } = this
      const news = await this.#progress.look({ client: this.#client, hubspot, salesforce })
      if (news) this.#files.story.saveSoon()
      this.#problem = null
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error)
    } finally {
      this.#looking = false
    }
  }

  dealChanged(dealId: string): void {
    this.#progress.touch(/^\d+$/.test(dealId) ? 'hubspot' : 'salesforce', dealId)
    this.#files.story.saveSoon()
  }

  paymentFileDownloaded(): void {
    this.#progress.finish('downloaded')
    this.#files.story.saveSoon()
  }

  /** A new portal and a new org at the same addresses, hence a new workspace; the clock returns to the machine's time. */
  async reset(): Promise<void> {
    const server = this.#server
    if (!server) throw new Error('Partner Desk is still starting.')
    const ports = { hubspot: portOf(this.hubspot.url), salesforce: portOf(this.salesforce.url) }
    for (const file of Object.values(this.#files)) file.forget()
    await Promise.all([this.hubspot.close(), this.salesforce.close()])
    this.clock.reset()
    this.#progress = new StoryProgress()
    this.#connections = 0
    this.#sync = null
    await this.#begin(ports, undefined)
    await this.attach(server)
  }

  async close(): Promise<void> {
    for (const file of Object.values(this.#files)) file.flush()
    await Promise.all([this.hubspot.close(), this.salesforce.close()])
  }

  async #begin(ports: { hubspot: number; salesforce: number }, fill: DemoOptions['fill']): Promise<void> {
    const { project, clock } = this
    const previousPortalId = this.#hubspot?.portal.portalId
    this.#hubspot = await SimulatedHubspot.begin({ project, clock, port: ports.hubspot, previousPortalId })
    this.#salesforce = await SimulatedSalesforce.begin(clock, ports.salesforce)
    const { portal } = this.#hubspot
    const { org } = this.#salesforce
    try {
      if (fill) this.#progress.importReport = await fill({ portal, org })
      else {
        seedPortal(portal)
        seedOrg(org)
      }
    } catch (error) {
      await Promise.all([this.#hubspot.close(), this.#salesforce.close()])
      throw error
    }
    this.#hubspot.meetPeople()
    this.#salesforce.chooseFeatured()
    this.#keep()
    for (const file of Object.values(this.#files)) file.saveSoon()
  }

  /** From now on every change finds its way into the files. */
  #keep(): void {
    const { hubspot, salesforce } = this
    const files = this.#files
    files.hubspot.keep(() => hubspot.content())
    files.salesforce.keep(() => salesforce.content())
    files.story.keep(() => this.#progress.content())
    hubspot.onChange(() => files.hubspot.saveSoon())
    salesforce.onChange(() => files.salesforce.saveSoon())
  }

  /** The record of each CRM that the story is at. */
  records(): CrmPaths {
    const dealId = this.#progress.latest('hubspot') ?? this.hubspot.featuredDealId
    const opportunityId = this.#progress.latest('salesforce') ?? this.salesforce.featuredId
    return {
      hubspot: dealId === null ? null : this.hubspot.recordPath(dealId),
      salesforce: opportunityId === null ? null : this.salesforce.recordPath(opportunityId),
    }
  }
}

export const clockFileIn = (dataDir: string): string => join(dataDir, 'demo-clock.json')

const portOf = (url: string): number => Number(new URL(url).port)
