import type { Org } from '../../../test/simulators/salesforce/org.ts'
import { withCheckCharacters } from '../../../test/simulators/salesforce/record-id.ts'
import { startSalesforceSimulator, type RunningSimulator } from '../../../test/simulators/salesforce/serve.ts'
import { labelTexts } from '../lightning/label-texts.ts'
import { createApexStandIn, type ApexStandIn } from './apex-stand-in.ts'
import type { SigningKey } from './assertion.ts'
import type { DemoClock } from './demo-clock.ts'
import { featuredOpportunity } from './featured-opportunity.ts'
import { restoreOrgSnapshot, takeOrgSnapshot, type OrgSnapshot } from './org-snapshot.ts'
import { LABELS_FILE } from './salesforce-package.ts'
import type { ServerAddress } from './server-address.ts'

/** The simulated org that the demo runs over. */
export class SimulatedSalesforce {
  readonly #simulator: RunningSimulator
  featuredId: string | null = null
  #apex: ApexStandIn | undefined

  private constructor(simulator: RunningSimulator) {
    this.#simulator = simulator
  }

  /** A new org with its people but without records; `chooseFeatured` comes after they are loaded. `port` as of the one before, or 0. */
  static begin(clock: DemoClock, port: number): Promise<SimulatedSalesforce> {
    return SimulatedSalesforce.#start(clock, port, { orgId: newOrgId() })
  }

  /** Chooses the opportunity to begin with. */
  chooseFeatured(): void {
    this.featuredId = featuredOpportunity(this.org)?.id ?? null
  }

  /** The org as it was left. */
  static async restore(clock: DemoClock, left: KeptSalesforce): Promise<SimulatedSalesforce> {
    const salesforce = await SimulatedSalesforce.#start(clock, 0, left.org.settings)
    restoreOrgSnapshot(salesforce.org, left.org)
    salesforce.featuredId = left.featuredId
    return salesforce
  }

  static async #start(
    clock: DemoClock,
    port: number,
    org: Partial<Org['settings']>,
  ): Promise<SimulatedSalesforce> {
    const simulator = await startSalesforceSimulator({
      port,
      org,
      now: () => clock.now(),
      // The server may remember one of this org's last life, which it would go on from.
      firstReplayId: Date.now(),
    })
    return new SimulatedSalesforce(simulator)
  }

  get org(): Org {
    return this.#simulator.org
  }

  get url(): string {
    return this.#simulator.url
  }

  get app(): { clientId: string; clientSecret: string } {
    return this.#simulator.installations.app
  }

  /** The key that the server delivered, as the package's protected setting holds it; undefined before. */
  signingKey(): SigningKey | undefined {
    return this.#simulator.cardKeys.current
  }

  /** Stands for the package's Apex; there is none before `connectTo`. */
  get apex(): ApexStandIn {
    if (!this.#apex) throw new Error('Partner Desk is still starting.')
    return this.#apex
  }

  connectTo({ origin }: ServerAddress): void {
    // Not before: what the org begins with is mirrored by the first sync.
    this.org.settings.changeDataCapture = true
    this.#apex = createApexStandIn({
      org: () => this.org,
      signingKey: () => this.signingKey(),
      serverOrigin: origin,
      labels: labelTexts(LABELS_FILE),
    })
  }

  onChange(changed: () => void): void {
    this.org.onChange(changed)
  }

  recordPath(opportunityId: string): string {
    return `/lightning/r/Opportunity/${opportunityId}/view`
  }

  content(): KeptSalesforce {
    return { org: takeOrgSnapshot(this.org), featuredId: this.featuredId }
  }

  close(): Promise<void> {
    return this.#simulator.close()
  }
}

/** What a restart needs. The key is not kept: connecting again delivers a new one. */
export interface KeptSalesforce {
  org: OrgSnapshot
  featuredId: string | null
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Not one that a data folder has seen before: an org's id is its identity to the product. */
function newOrgId(): string {
  let number = Date.now()
  let text = ''
  for (let i = 0; i < 9; i += 1) {
    text = (DIGITS[number % 62] ?? '0') + text
    number = Math.floor(number / 62)
  }
  return withCheckCharacters(`00DHp0${text}`)
}
