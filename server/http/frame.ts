import type { Request, RequestHandler, Response } from 'express'
import { ERROR_CODES } from '../../shared/contract/error-codes.ts'
import { type Permission, may, rolesThatMay } from '../../shared/partner/roles.ts'
import type { Actor } from '../auth/actor.ts'
import type { Context } from '../context.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { Refusal } from '../errors.ts'
import type { Caller } from './caller.ts'
import { cardCaller } from './card-caller.ts'
import { consoleCaller } from './console-caller.ts'
import { answerOnce } from './idempotency.ts'
import { sendFile } from './file-reply.ts'
import { jsonBody, parsePart } from './request-parts.ts'
import type { FileReply, Route } from './route.ts'

/** Turns a route into an Express handler. What each step promises is said at `Route`. */
export function frame(context: Context, route: Route): RequestHandler {
  return async (request, response) => {
    const caller = await (route.access === 'card' ? cardCaller : consoleCaller)(context, request)
    const prepared = route.before && (await prepare(context, route, caller, request))
    const reply = await answer(context, route, caller, request, prepared)
    await send(context, route, reply, response)
  }
}

/** `before` runs between two transactions, so the caller is checked here and once more, by what is true then, in `answer`. */
async function prepare(context: Context, route: Route, caller: Caller, request: Request): Promise<unknown> {
  const known = await context.db.inWorkspace(caller.workspaceId, async (tx) => {
    await caller.refuseRepeat?.(tx)
    return permitted(route, caller, tx)
  })
  const input = readInput(route, caller, request)
  return route.before?.({ context, workspaceId: caller.workspaceId, ...known, ...input })
}

async function answer(
  context: Context,
  route: Route,
  caller: Caller,
  request: Request,
  prepared: unknown,
): Promise<unknown> {
  const { workspaceId } = caller
  try {
    return await context.db.inWorkspace(workspaceId, async (tx) => {
      await caller.spend?.(tx)
      const known = await permitted(route, caller, tx)
      const input = readInput(route, caller, request)
      const handle = () => route.handle({ context, workspaceId, tx, prepared, ...known, ...input })
      const key = idempotencyKey(input.body)
      if (!key) return handle()
      const { operationId } = route
      const vault = route.secretReply ? context.vault : undefined
      return answerOnce(
        tx,
        { actorId: known.actor.userId, key, operation: operationId, input, vault },
        handle,
      )
    })
  } catch (error) {
    await spendRefused(context, route, caller, error)
    throw error
  }
}

/**
 * A refusal rolled the transaction back, and with it the use of the signature. It is used up all the same: what
 * is refused now must not succeed by replay in four minutes. A failure of ours (5xx) leaves it good, because
 * a CRM may repeat such a request by itself.
 */
async function spendRefused(context: Context, route: Route, caller: Caller, error: unknown): Promise<void> {
  if (route.method === 'get' || !caller.spend || !(error instanceof Refusal)) return
  if (error.code === 'unauthenticated' || ERROR_CODES[error.code] >= 500) return
  const { spend } = caller
  await context.db.inWorkspace(caller.workspaceId, (tx) => spend(tx))
}

async function permitted(
  route: Route,
  caller: Caller,
  tx: WorkspaceTx,
): Promise<{ actor: Actor; sessionHash?: string }> {
  const known = await caller.identify(tx)
  if (!may(known.actor.roles, route.permission)) throw notPermitted(route.permission)
  return known
}

function notPermitted(permission: Permission): Refusal {
  const roles = rolesThatMay(permission).map((role) => role.replaceAll('_', ' '))
  return new Refusal(
    'forbidden',
    `Your role does not allow this. Somebody with one of these roles can do it: ${roles.join(', ')}.`,
  )
}

function readInput(route: Route, caller: Caller, request: Request) {
  return {
    params: route.params ? parseParams(route.params, request) : {},
    query: route.query ? parsePart(route.query, caller.query, 'query') : {},
    body: route.body ? parsePart(route.body, jsonBody(request), 'body') : undefined,
  }
}

/** An id of the wrong shape names nothing, so it is answered like any other unknown id. */
function parseParams(schema: NonNullable<Route['params']>, request: Request): unknown {
  const parsed = schema.safeParse(request.params)
  if (!parsed.success) throw new Refusal('not_found', 'There is nothing at this address.')
  return parsed.data
}

function idempotencyKey(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('idempotencyKey' in body)) return undefined
  return String(body.idempotencyKey)
}

async function send(context: Context, route: Route, reply: unknown, response: Response): Promise<void> {
  response.set('Cache-Control', 'no-store')
  if (route.reply === 'file') {
    // `handle` of a route with reply 'file' returns a FileReply; the erased Route type cannot say so.
    await sendFile(response, reply as FileReply)
    return
  }
  if (!context.config.production) route.reply.parse(reply)
  response.type('application/json').send(JSON.stringify(reply))
}
