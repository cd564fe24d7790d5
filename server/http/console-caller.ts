import type { Request } from 'express'
import { singleParameters } from '../../shared/single-parameters.ts'
import { hashSecret } from '../auth/one-time-secret.ts'
import { findSessionWorkspace, readSession } from '../auth/session.ts'
import type { Context } from '../context.ts'
import { rolesOf } from '../db/user-store.ts'
import { Refusal } from '../errors.ts'
import type { Caller } from './caller.ts'
import { cookie } from './request-parts.ts'
import { sessionCookie } from './session-cookie.ts'

/** Who asks from the console: the person of a live session. What changes something must come from our own pages, as JSON. */
export async function consoleCaller(context: Context, request: Request): Promise<Caller> {
  const secret = cookie(request, sessionCookie(context.config).name)
  if (!secret) throw signedOut()
  if (request.method !== 'GET' && request.method !== 'HEAD') refuseForeignPage(context, request)
  const sessionHash = hashSecret(secret)
  const workspaceId = await context.db.inSystem((tx) => findSessionWorkspace(tx, sessionHash))
  if (!workspaceId) throw signedOut()
  const parameters = singleParameters(request.originalUrl)
  if (!parameters) throw new Refusal('invalid_request', 'A parameter of the address comes twice.')
  return {
    workspaceId,
    query: Object.fromEntries(parameters),
    async identify(tx) {
      const person = await readSession(tx, sessionHash)
      if (!person) throw signedOut()
      // Read at every request, so that a role that was taken away is gone at once.
      const roles = await rolesOf(tx, person.userId)
      return { actor: { ...person, roles, connectionId: null }, sessionHash }
    },
  }
}

const signedOut = (): Refusal =>
  new Refusal('unauthenticated', 'You are signed out. Open the console again from a deal in your CRM.')

/** A form or script of another site can send our cookie, but neither our origin nor JSON without asking first. */
function refuseForeignPage(context: Context, request: Request): void {
  const origin = request.get('origin')
  if (origin !== context.config.publicUrl) {
    throw new Refusal('forbidden', `Changes are taken only from the console at ${context.config.publicUrl}.`)
  }
  if (!request.is('application/json')) {
    throw new Refusal('invalid_request', 'The body must be JSON, with the content type application/json.')
  }
}
