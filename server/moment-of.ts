import type { Context } from './context.ts'
import type { Moment } from './workflows/lock-deal.ts'

/** Business time and ids, as workflows take them: read once, so that all that they write is of one instant. */
export function momentOf({ clock, newId }: Pick<Context, 'clock' | 'newId'>): Moment {
  return { now: clock.now(), newId }
}
