/*
 * One browser page holds several components that show or change the same deal: the panel, a quick action, the
 * registrations tab while the record page waits behind it. A module is loaded once for all of them.
 */
const listeners = new Set()

/**
 * Calls `listener(recordId, card)` for every new card, until the function that this returns is called.
 * @param {(recordId: string, card: object) => void} listener
 */
export function hearCardChanges(listener) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** A change is through: tells everybody on the page the card that it answered with. */
export function tellCardChange(recordId, card) {
  for (const listener of [...listeners]) listener(recordId, card)
}
