import { vi } from 'vitest'
import { machineTiming } from '../../connectors/hubspot/pacing.ts'

/**
 * From now on a wait for HubSpot's pace, or before another try, is over at once: the clock that they go by jumps. What
 * HubSpot allows is kept by that clock. Answers what ends it. For simulators that set no limits; and where a full sync
 * follows a change within the same second of the simulator, the second that the listing waits must be a real one.
 */
export function hurryPace(): () => void {
  const now = machineTiming.now
  let jumped = 0
  const spies = [
    vi.spyOn(machineTiming, 'now').mockImplementation(() => now() + jumped),
    vi.spyOn(machineTiming, 'sleep').mockImplementation(async (ms) => {
      jumped += ms
    }),
  ]
  return () => spies.forEach((spy) => spy.mockRestore())
}
