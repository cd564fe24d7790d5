import { createRemoteReceiver, type RemoteReceiver } from '@remote-ui/core'
import { createEndpoint, fromWebWorker, release, retain } from '@remote-ui/rpc'
import type { CardActions, CardContext, CrmProperties, HostApi, WorkerApi } from '../protocol.ts'
import { associations, cardFetch, crmSearch } from './api.ts'
import { formatProperties } from './format-properties.ts'
import type { RecordStore } from './record-store.ts'

export interface CardSessionOptions {
  scriptUrl: string
  context: CardContext
  store: RecordStore
  actions: CardActions
  onMount(receiver: RemoteReceiver): void
  onFailure(problem: string): void
  /** The card changed something on its server. */
  onMutation(): void
}

/** Starts the card's bundle in a worker of its own; the returned function ends it. */
export function startCard(options: CardSessionOptions): () => void {
  const { store, context } = options
  const receiver = createRemoteReceiver()
  const worker = new Worker('/workbench/worker.js')
  const endpoint = createEndpoint<WorkerApi>(fromWebWorker(worker))

  const host: HostApi = {
    failed: options.onFailure,
    log: (level, text) => console[level](`[card] ${text}`),
    async fetch(request) {
      const reply = await cardFetch(context.user.id, request)
      if (request.method !== 'GET' && reply.status < 400) options.onMutation()
      return reply
    },
    crmProperties(names, changed) {
      retain(changed)
      store.watch(names, changed)
      return store.pick(names)
    },
    stopCrmProperties(changed: (properties: CrmProperties) => void) {
      store.unwatch(changed)
      release(changed)
    },
    associations: (request) => associations(String(context.crm.objectId), request),
    crmSearch,
    formatProperties,
  }
  endpoint.expose({ ...host })
  receiver.on('mount', () => options.onMount(receiver))
  endpoint.call
    .run({ script: options.scriptUrl, receive: receiver.receive, context, actions: options.actions })
    .catch((error: unknown) =>
      options.onFailure(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    )

  return () => {
    store.forgetCard()
    endpoint.terminate()
    worker.terminate()
  }
}
