import { PassThrough } from 'node:stream'
import { Connection } from 'jsforce/lib/core.js'
import { Transport } from 'jsforce/lib/transport.js'
import type { HttpRequest, HttpResponse } from 'jsforce/lib/types/index.js'
import { StreamPromise } from 'jsforce/lib/util/promise.js'
import { SALESFORCE_API_VERSION } from './api-version.ts'
import type { GuardedHttp, HttpReply } from './guarded-http.ts'
import type { TrustedOrigin } from './instance-url.ts'

/** A jsforce connection that reaches nothing by itself: requests take the transport that is given with each. */
export function connectionTo(instance: TrustedOrigin, accessToken?: string): Connection {
  const connection = new Connection({
    instanceUrl: instance.origin,
    version: SALESFORCE_API_VERSION,
    ...(accessToken === undefined ? {} : { accessToken }),
  })
  connection._transport = new NoTransport()
  return connection
}

class NoTransport extends Transport {
  override httpRequest(): never {
    throw new Error('a request without a guarded transport')
  }
}

/** jsforce's way out, through our own guarded one; keeps the reply as it came. */
export class GuardedTransport extends Transport {
  readonly #http: GuardedHttp
  reply: HttpReply | undefined

  constructor(http: GuardedHttp) {
    super()
    this.#http = http
  }

  override httpRequest(request: HttpRequest): StreamPromise<HttpResponse> {
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise: this.#exchange(request) }))
  }

  async #exchange({ method, url, headers, body }: HttpRequest): Promise<HttpResponse> {
    if (body !== undefined && body !== null && typeof body !== 'string') {
      throw new Error('only text is sent to Salesforce')
    }
    this.reply = await this.#http.exchange({
      method,
      url,
      headers: headers ?? {},
      ...(typeof body === 'string' ? { body } : {}),
    })
    return { statusCode: this.reply.status, headers: { ...this.reply.headers }, body: this.reply.text }
  }
}
