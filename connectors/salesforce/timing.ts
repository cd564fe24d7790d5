/** Waiting, as the adapter needs it; tests bring their own. */
export interface Timing {
  /** Milliseconds of a clock that never jumps. */
  now(): number
  sleep(ms: number): Promise<void>
}

export const machineTiming: Timing = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}
