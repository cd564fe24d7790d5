import type { Request } from 'express'
import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'

/** How one kind of CRM proves that a card's request is genuine, and for whom it is made. */
export interface CardProof {
  /** The header that carries the proof: a request with it is judged by this proof alone. */
  readonly header: string
  /** Name and description of the header in OpenAPI. */
  readonly scheme: { readonly name: string; readonly description: string }
  /** Throws the refusal when the request is not genuine. Has no effect. */
  verify(context: Context, request: Request): Promise<ProvenCard>
}

export interface ProvenCard {
  workspaceId: string
  connectionId: string
  /** As the CRM names the person. */
  crmUserId: string
  /** What the CRM said of the person. */
  hint: { name: string | null; email: string | null }
  /** The query without what established the identity. */
  query: Record<string, string>
  /** What makes this request this one and no other: it is good once, and forgotten when it could not be good any more. */
  once: { id: string; forgetAt: Date }
}

/** One sentence for every reason: a forger learns nothing. The reason goes to the log. */
export const notGenuine = (reason: string): Refusal =>
  new Refusal('unauthenticated', 'The request does not come from a connected CRM, or too late.', {
    cause: reason,
  })
