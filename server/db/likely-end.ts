import type { LedgerEnd } from './ledger-rows.ts'

const KEPT = 1_000

/** By workspace, oldest first. */
const ends = new Map<string, LedgerEnd>()

/**
 * Where this process last saw a workspace's ledger end, which spares asking. It may have moved since, or have been undone: the
 * database compares before it adds anything.
 */
export function likelyEnd(workspaceId: string): LedgerEnd | undefined {
  return ends.get(workspaceId)
}

export function rememberEnd(workspaceId: string, { sequence, hash, closedUntil }: LedgerEnd): void {
  ends.delete(workspaceId)
  ends.set(workspaceId, { sequence, hash, closedUntil })
  const [oldest] = ends.keys()
  if (ends.size > KEPT && oldest !== undefined) ends.delete(oldest)
}

/** Until it is looked up again, so that where other processes write too, no more than every second guess is in vain. */
export function forgetEnd(workspaceId: string): void {
  ends.delete(workspaceId)
}
