import { cardConnectionRoutes } from './card-connection.ts'
import { cardPaymentRoutes } from './card-payments.ts'
import { cardRoutes } from './card-routes.ts'
import { apiKeyRoutes } from './console-api-keys.ts'
import { commissionRoutes } from './console-commissions.ts'
import { connectionRoutes } from './console-connections.ts'
import { dealRoutes } from './console-deals.ts'
import { disputeRoutes } from './console-disputes.ts'
import { consoleEnterEndpoint } from './console-enter.ts'
import { fxRoutes } from './console-fx.ts'
import { jobRoutes } from './console-jobs.ts'
import { ledgerRoutes } from './console-ledger.ts'
import { ledgerAdminRoutes } from './console-ledger-admin.ts'
import { partnerRoutes } from './console-partners.ts'
import { customerPaymentRoutes } from './console-payments.ts'
import { payoutRoutes } from './console-payouts.ts'
import { planRoutes } from './console-plans.ts'
import { simulationRoutes } from './console-simulations.ts'
import type { Endpoint } from './endpoint.ts'
import { eventsEndpoint } from './events.ts'
import { healthEndpoints } from './health.ts'
import { oauthEndpoints } from './oauth-install.ts'
import { openApiEndpoint } from './openapi.ts'
import { peopleRoutes } from './people-routes.ts'
import { webhookEndpoint } from './receive-webhook.ts'
import type { Route } from './route.ts'
import { sessionRoutes } from './session-routes.ts'

/** The whole API. What is not in one of these two lists is not mounted. */
export const routes: readonly Route[] = [
  ...cardRoutes,
  ...cardPaymentRoutes,
  ...cardConnectionRoutes,
  ...sessionRoutes,
  ...peopleRoutes,
  ...partnerRoutes,
  ...ledgerRoutes,
  ...ledgerAdminRoutes,
  ...commissionRoutes,
  ...disputeRoutes,
  ...fxRoutes,
  ...payoutRoutes,
  ...planRoutes,
  ...simulationRoutes,
  ...dealRoutes,
  ...connectionRoutes,
  ...jobRoutes,
  ...customerPaymentRoutes,
  ...apiKeyRoutes,
]

export const endpoints: readonly Endpoint[] = [
  ...healthEndpoints,
  openApiEndpoint(() => ({ routes, endpoints })),
  consoleEnterEndpoint,
  ...oauthEndpoints,
  webhookEndpoint,
  eventsEndpoint,
]
