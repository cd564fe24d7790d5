import type { z } from 'zod'
import type { Permission } from '../../shared/partner/roles.ts'
import type { Actor } from '../auth/actor.ts'
import type { Context } from '../context.ts'
import type { WorkspaceTx } from '../db/database.ts'

/**
 * One operation of the HTTP API as data: Express mounts it, OpenAPI describes it, tests enumerate it.
 *
 * The frame around `handle` does the same for all: establishes who asks, opens one transaction on their
 * workspace, refuses a replayed signature, checks the permission, and - for a body with an
 * `idempotencyKey` - gives the first answer again or refuses the key with another body (409).
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  operationId: string
  method: 'get' | 'post' | 'put' | 'delete'
  /** Express path, such as `/v1/card/deals/:dealId`. */
  path: string
  summary: string
  /** `card`: signed by the CRM. `console`: a session cookie. */
  access: 'card' | 'console'
  permission: Permission
  params?: Params
  query?: Query
  body?: Body
  /** A zod schema for JSON, or `file` for a download. */
  reply: Reply | 'file'
  /** The reply carries a secret: the first answer, kept for repeats of the request, is kept sealed. */
  secretReply?: boolean
  /**
   * Work that must not hold the transaction, such as asking the CRM. Runs after the caller is verified and
   * permitted and the request parsed, before `handle`, which is given what it answers; it must be safe to repeat.
   */
  before?(
    request: Omit<RouteRequest<z.output<Params>, z.output<Query>, z.output<Body>>, 'tx' | 'prepared'>,
  ): Promise<unknown>
  handle(
    request: RouteRequest<z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Promise<z.input<Reply> | FileReply>
}

export interface RouteRequest<Params, Query, Body> {
  context: Context
  actor: Actor
  workspaceId: string
  tx: WorkspaceTx
  /** Which sign-in this is; undefined for a card. */
  sessionHash?: string
  params: Params
  query: Query
  body: Body
  /** What `before` answered. */
  prepared: unknown
}

export interface FileReply {
  fileName: string
  contentType: string
  /** Pieces are read as the reader takes them, after the request's transaction: use ones of their own. */
  content: string | AsyncIterable<string>
}

/** Keeps the types of the four schemas tied to `handle`. */
export function defineRoute<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
>(route: Route<P, Q, B, R>): Route<P, Q, B, R> {
  return route
}
