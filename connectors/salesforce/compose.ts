import { z } from 'zod'
import { CrmError } from '../crm.port.ts'
import { type Answer, type SalesforceClient, fromRoot } from './client.ts'
import { SalesforceRejection, readProblems, refusalOf } from './errors.ts'
import { compositeReply } from './wire.ts'

export type Parts = Readonly<Record<string, string>>

/** What came back for each part: its data, or the refusal of this part alone. */
export class Composed<P extends Parts> {
  readonly #parts: P
  readonly #replies: ReadonlyMap<string, { status: number; body: unknown }>

  constructor(parts: P, replies: ReadonlyMap<string, { status: number; body: unknown }>) {
    this.#parts = parts
    this.#replies = replies
  }

  /** Throws `CrmError` like a call of its own. */
  read<T>(part: keyof P & string, schema: z.ZodType<T>): T {
    const what = `GET ${(this.#parts[part] ?? part).replace(/\?.*/s, '')}`
    const reply = this.#replies.get(part)
    if (reply && reply.status >= 300) throw refusalOf(what, reply.status, readProblems(reply.body))
    const parsed = schema.safeParse(reply?.body)
    if (parsed.success) return parsed.data
    throw new CrmError('unavailable', `Salesforce answered ${what} in a form that we do not know`, {
      cause: parsed.error,
    })
  }

  /** undefined where Salesforce refused this part: a thing that an org may lack. */
  readIfThere<T>(part: keyof P & string, schema: z.ZodType<T>): T | undefined {
    try {
      return this.read(part, schema)
    } catch (error) {
      if (error instanceof CrmError && (error.code === 'rejected' || error.code === 'forbidden'))
        return undefined
      throw error
    }
  }
}

/**
 * Several reads for the price of one call, done in the order given.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm
 */
export async function readTogether<P extends Parts>(
  client: SalesforceClient,
  parts: P,
  options: { kind: string; urgent?: boolean },
): Promise<Answer<Composed<P>>> {
  const compositeRequest = Object.entries(parts).map(([referenceId, path]) => ({
    referenceId,
    method: 'GET',
    url: fromRoot(path),
  }))
  try {
    const { data, answeredAt } = await client.call({
      ...options,
      method: 'POST',
      path: '/composite',
      body: { allOrNone: false, compositeRequest },
      reply: compositeReply,
    })
    const replies = new Map(
      data.compositeResponse.map(({ referenceId, httpStatusCode, body }) => [
        referenceId,
        { status: httpStatusCode, body },
      ]),
    )
    return { data: new Composed(parts, replies), answeredAt }
  } catch (error) {
    // A server that speaks like Salesforce, but cannot do this.
    if (!(error instanceof SalesforceRejection && error.status === 404)) throw error
    return readSingly(client, parts, options)
  }
}

async function readSingly<P extends Parts>(
  client: SalesforceClient,
  parts: P,
  options: { kind: string; urgent?: boolean },
): Promise<Answer<Composed<P>>> {
  const replies = new Map<string, { status: number; body: unknown }>()
  let firstAnsweredAt: Date | undefined
  for (const [part, path] of Object.entries(parts)) {
    try {
      const { data, answeredAt } = await client.call({ ...options, method: 'GET', path, reply: z.unknown() })
      firstAnsweredAt ??= answeredAt
      replies.set(part, { status: 200, body: data })
    } catch (error) {
      if (!(error instanceof SalesforceRejection)) throw error
      replies.set(part, { status: error.status, body: error.problems })
    }
  }
  return { data: new Composed(parts, replies), answeredAt: firstAnsweredAt ?? new Date(0) }
}
