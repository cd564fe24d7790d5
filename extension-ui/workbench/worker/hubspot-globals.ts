import type { RemoteCallable } from '@remote-ui/rpc'
import type { CrmProperties, HostApi } from '../protocol.ts'
import { useCardApi } from './card-api-context.ts'

type Host = RemoteCallable<HostApi>

/** The globals that @hubspot/ui-extensions 0.17 looks for; see `worker-globals` in its types. */
export function hubspotGlobals(host: Host): Record<string, unknown> {
  return {
    logger: {
      debug: log(host, 'debug'),
      info: log(host, 'info'),
      warn: log(host, 'warn'),
      error: log(host, 'error'),
    },
    hsFetch: (url: string | URL, options?: FetchOptions) => cardFetch(host, url, options),
    serverless: () =>
      Promise.reject(
        new Error(
          'App functions do not exist for marketplace apps: call your own server with hubspot.fetch()',
        ),
      ),
    hsWorkerAPI: {
      useExtensionApi: () => useCardApi(),
      useExtensionContext: () => useCardApi().context,
      useExtensionActions: () => useCardApi().actions,
      useAppPageLocation: () => ({ path: '/', params: {} }),
      fetchCrmProperties: (names: string[], changed: (properties: CrmProperties) => void) =>
        crmProperties(host, names, changed),
      fetchAssociations: async (request: unknown) => jsonOnly({ data: await host.associations(request) }),
      fetchCrmSearch: async (request: unknown) => jsonOnly({ data: await host.crmSearch(request) }),
      formatCrmProperties: async (request: unknown) => jsonOnly(await host.formatProperties(request)),
      fetchHubSpotApi: () =>
        Promise.reject(new Error('fetchHubSpotApi is experimental and not offered here')),
    },
  }
}

interface FetchOptions {
  method?: string
  timeout?: number
  body?: unknown
  headers?: Headers | Record<string, string>
}

async function cardFetch(host: Host, url: string | URL, options: FetchOptions = {}): Promise<Response> {
  const reply = await host.fetch({
    url: String(url),
    method: options.method ?? 'GET',
    headers:
      options.headers instanceof Headers ? Object.fromEntries(options.headers) : (options.headers ?? {}),
    body: options.body,
    timeoutMs: options.timeout,
  })
  const bodyAllowed = reply.status !== 204 && reply.status !== 304
  return new Response(bodyAllowed ? JSON.stringify(reply.body ?? null) : null, {
    status: reply.status,
    headers: { 'content-type': 'application/json' },
  })
}

async function crmProperties(host: Host, names: string[], changed: (properties: CrmProperties) => void) {
  const data = await host.crmProperties(names, changed)
  return jsonOnly({ data, cleanup: () => void host.stopCrmProperties(changed) })
}

// The SDK reads nothing but `json()` of these, and expects a function inside, which a real Response cannot carry.
const jsonOnly = (value: unknown): { json(): Promise<unknown> } => ({ json: () => Promise.resolve(value) })

const log =
  (host: Host, level: 'debug' | 'info' | 'warn' | 'error') =>
  (message: unknown): void =>
    void host.log(level, String(message))
