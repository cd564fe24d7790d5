import { HttpResponse } from 'msw'
import type { Refusal } from './api-refusal.ts'
import type { World } from './simulator.ts'

/** HubSpot's reply to a batch: 207 with `errors` beside `results` when some inputs failed. */
export function batchReply(
  world: World,
  results: readonly unknown[],
  failures: readonly Refusal[],
  allGoodStatus: 200 | 201 = 200,
): Response {
  const at = world.portal.now().toISOString()
  const body = { status: 'COMPLETE', results, startedAt: at, completedAt: at }
  if (failures.length === 0) return HttpResponse.json(body, { status: allGoodStatus })
  const errors = failures.map(({ category, subCategory, message, errors: details, context }) => ({
    status: 'error',
    category,
    subCategory,
    message,
    context: context ?? {},
    errors: details ?? [],
    links: {},
  }))
  return HttpResponse.json({ ...body, numErrors: errors.length, errors }, { status: 207 })
}
