import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'

/** Somebody whose request is genuine; who it is, and what they may do, is read in the request's own transaction. */
export interface Caller {
  workspaceId: string
  /** The query without what established the identity. */
  query: Record<string, string>
  identify(tx: WorkspaceTx): Promise<{ actor: Actor; sessionHash?: string }>
  /** Throws when the proof was used before. Without effect. */
  refuseRepeat?(tx: WorkspaceTx): Promise<void>
  /** Uses the proof up, or throws when it was. */
  spend?(tx: WorkspaceTx): Promise<void>
}
