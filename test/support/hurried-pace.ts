import { vi } from 'vitest'
import { machineTiming } from '../../connectors/hubspot/pacing.ts'

/**
 * From now on a wait for HubSpot's pace, or before another try, is over at once: the clock that they go by jumps. What
 * HubSpot allows is kept by that clock. For test files whose simulator sets no limits.
 */
export function hurryPace(): void {
  const now = machineTiming.now
  let jumped = 0
  vi.spyOn(machineTiming, 'now').mockImplementation(() => now() + jumped)
  vi.spyOn(machineTiming, 'sleep').mockImplementation(async (ms) => {
    jumped += ms
  })
}
