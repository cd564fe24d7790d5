import type { Handlers } from './handler.ts'
import { handOverCardKey } from './handlers/card-key.ts'
import { dealChanged } from './handlers/deal-changed.ts'
import { followRevisedRate } from './handlers/fx-rate-revised.ts'
import { simulatePlan } from './handlers/plan-simulate.ts'
import { settleCustomerEvents } from './handlers/settle-events.ts'
import { mirrorConnection } from './handlers/sync-connection.ts'
import { followHints } from './handlers/sync-hinted.ts'
import { writeBack } from './handlers/write-back.ts'

/** Who does the work of each topic. */
export const handlers: Handlers = {
  'sync.connection': mirrorConnection,
  'sync.hinted': followHints,
  'deal.changed': dealChanged,
  'crm.write_back': writeBack,
  'card.key': handOverCardKey,
  'customer_events.settle': settleCustomerEvents,
  'fx_rate.revised': followRevisedRate,
  'plan.simulate': simulatePlan,
}
