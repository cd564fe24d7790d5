const FORBIDDEN = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'WebTransport',
  'indexedDB',
  'caches',
  'Worker',
  'SharedWorker',
  'BroadcastChannel',
  'importScripts',
]

/** HubSpot gives a card no network of its own, no storage and no further workers. A card that reaches for them must fail here, not first in HubSpot. */
export function removeForbiddenGlobals(scope: object): void {
  for (const name of FORBIDDEN) {
    Object.defineProperty(scope, name, { value: undefined, configurable: false, writable: false })
  }
}
