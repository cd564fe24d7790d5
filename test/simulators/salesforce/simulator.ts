import type { RequestHandler } from 'msw'
import { CallLog } from '../call-log.ts'
import { apexRestEndpoints } from './handlers-apexrest.ts'
import { bulkEndpoints } from './handlers-bulk.ts'
import { cometdEndpoints } from './handlers-cometd.ts'
import { collectionEndpoints } from './handlers-collections.ts'
import { compositeEndpoint } from './handlers-composite.ts'
import { describeEndpoints } from './handlers-describe.ts'
import { limitEndpoints } from './handlers-limits.ts'
import { oauthEndpoints } from './handlers-oauth.ts'
import { queryEndpoints } from './handlers-query.ts'
import { recordEndpoints } from './handlers-records.ts'
import { replicationEndpoints } from './handlers-replication.ts'
import { soapEndpoint } from './handlers-soap.ts'
import { BulkJobs } from './bulk-jobs.ts'
import { CardKeys } from './card-keys.ts'
import { ChangeEvents } from './change-events.ts'
import { DailyCalls } from './daily-calls.ts'
import { endpointHandlers, Routes, type Endpoint } from './endpoint.ts'
import { Faults } from './faults.ts'
import { Installations, type RegisteredApp } from './installations.ts'
import { Org, type OrgSettings } from './org.ts'
import { QueryCursors } from './query-cursors.ts'
import { RowLocks } from './row-locks.ts'

export interface SimulatorOptions {
  /** The clock that stamps records. */
  now: () => Date
  org?: Partial<OrgSettings>
  app?: Partial<RegisteredApp>
  dailyCallLimit?: number
  /** The clock of tokens. */
  machineNow?: () => number
  /** Of Change Data Capture; above those of an earlier life of the same org, where a client may remember one. */
  firstReplayId?: number
}

/** One simulated Salesforce: an org, an app that may be connected to it, and the API over both. */
export interface Simulator {
  org: Org
  installations: Installations
  dailyCalls: DailyCalls
  faults: Faults
  /** Records that another transaction holds. */
  rowLocks: RowLocks
  calls: CallLog
  cursors: QueryCursors
  bulkJobs: BulkJobs
  cardKeys: CardKeys
  changeEvents: ChangeEvents
  /** The package's objects and fields are gone, and every token is worthless. */
  uninstallPackage(): void
  handlers: RequestHandler[]
}

/** What the endpoints work on. */
export type World = Omit<Simulator, 'handlers' | 'uninstallPackage'>

/** The app's registration when nothing else is said. The secret protects nothing but this simulator. */
export const defaultApp: RegisteredApp = {
  clientId: '3MVG9simulatedPartnerDeskClientId',
  clientSecret: '00000000-0000-4000-8000-000000000003',
}

export function createSimulator(options: SimulatorOptions): Simulator {
  const org = new Org({ now: options.now, ...(options.org && { settings: options.org }) })
  const world: World = {
    org,
    installations: new Installations(
      { ...defaultApp, ...options.app },
      () => org.settings.orgId,
      options.machineNow,
    ),
    dailyCalls: new DailyCalls(options.dailyCallLimit),
    faults: new Faults(),
    rowLocks: new RowLocks(),
    calls: new CallLog(),
    cursors: new QueryCursors(org),
    bulkJobs: new BulkJobs(org),
    cardKeys: new CardKeys(),
    changeEvents: new ChangeEvents(org, options.firstReplayId),
  }
  return {
    ...world,
    handlers: endpointHandlers(world, endpointsOf(world)),
    uninstallPackage() {
      org.settings.packageInstalled = false
      world.installations.revokeAll()
    },
  }
}

function endpointsOf(world: World): Endpoint[] {
  const direct: Endpoint[] = [
    ...queryEndpoints(world),
    ...describeEndpoints(world),
    ...replicationEndpoints(world),
    ...collectionEndpoints(world),
    ...recordEndpoints(world),
    ...limitEndpoints(world),
  ]
  return [
    ...oauthEndpoints(world),
    compositeEndpoint(world, new Routes(direct)),
    ...direct,
    ...bulkEndpoints(world),
    ...apexRestEndpoints(world),
    soapEndpoint(world),
    ...cometdEndpoints(world),
  ]
}
