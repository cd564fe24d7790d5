import { vi } from 'vitest'
import { SlidingWindow } from '../../connectors/hubspot/pacing.ts'

/**
 * From now on no call to HubSpot waits for its pace, which tests of its own hold. Answers what ends it. For simulators
 * that set no limits. Other waits stay: a listing needs the end of the second in which something was changed.
 */
export function hurryPace(): () => void {
  const take = vi.spyOn(SlidingWindow.prototype, 'take').mockImplementation(async () => () => undefined)
  return () => take.mockRestore()
}
