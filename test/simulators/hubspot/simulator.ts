import type { RequestHandler } from 'msw'
import { CallLog } from '../call-log.ts'
import { Exchanges } from './exchanges.ts'
import { Faults } from './faults.ts'
import { accountHandlers } from './handlers-account.ts'
import { associationHandlers } from './handlers-associations.ts'
import { batchHandlers } from './handlers-batch.ts'
import { oauthHandlers } from './handlers-oauth.ts'
import { objectHandlers } from './handlers-objects.ts'
import { ownerHandlers } from './handlers-owners.ts'
import { pipelineHandlers } from './handlers-pipelines.ts'
import { propertyHandlers } from './handlers-properties.ts'
import { searchHandlers } from './handlers-search.ts'
import { Installations, type RegisteredApp } from './installations.ts'
import { Portal, type PortalSettings } from './portal.ts'
import { RateLimits, type LimitSetting } from './rate-limits.ts'
import { Webhooks } from './webhooks.ts'

export interface SimulatorOptions {
  /** The clock that stamps records. */
  now: () => Date
  portal?: Partial<PortalSettings>
  app?: Partial<RegisteredApp>
  /** On by default, as HubSpot has them. */
  limits?: LimitSetting
  /** The clock of tokens, limits and signatures. */
  machineNow?: () => number
}

/** One simulated HubSpot: a portal, an app that may be installed in it, and the API over both. */
export interface Simulator {
  portal: Portal
  installations: Installations
  limits: RateLimits
  faults: Faults
  calls: CallLog
  webhooks: Webhooks
  exchanges: Exchanges
  handlers: RequestHandler[]
}

/** What the handlers work on. */
export type World = Omit<Simulator, 'handlers'>

/** The app's registration when nothing else is said. The secret protects nothing but this simulator. */
export const defaultApp: RegisteredApp = {
  appId: 4_211_907,
  clientId: '00000000-0000-4000-8000-000000000001',
  clientSecret: '00000000-0000-4000-8000-000000000002',
  requiredScopes: ['oauth'],
}

export function createSimulator(options: SimulatorOptions): Simulator {
  const portal = new Portal({ now: options.now, ...(options.portal && { settings: options.portal }) })
  const app = { ...defaultApp, ...options.app }
  const machineNow = options.machineNow ?? Date.now
  const installations = new Installations(app, machineNow)
  const world: World = {
    portal,
    installations,
    limits: new RateLimits(options.limits ?? { scale: 1 }, machineNow),
    faults: new Faults(),
    calls: new CallLog(),
    webhooks: new Webhooks({ portal, app, machineNow, isInstalled: () => installations.isInstalled() }),
    exchanges: new Exchanges(),
  }
  return { ...world, handlers: handlersOf(world) }
}

function handlersOf(world: World): RequestHandler[] {
  return [
    ...searchHandlers(world),
    ...batchHandlers(world),
    ...associationHandlers(world),
    ...objectHandlers(world),
    ...ownerHandlers(world),
    ...pipelineHandlers(world),
    ...propertyHandlers(world),
    ...accountHandlers(world),
    ...oauthHandlers(world),
  ]
}
