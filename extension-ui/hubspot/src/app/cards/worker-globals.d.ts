// What a card's worker offers beyond ECMAScript, as far as this card uses it. The DOM library is left out on
// purpose: a card has no document, no window and no fetch of its own, and using one must not type-check.

declare const crypto: {
  randomUUID?: () => string
  getRandomValues(into: Uint8Array): Uint8Array
}

interface Response {
  readonly ok: boolean
  readonly status: number
  json(): Promise<unknown>
}

declare function setTimeout(run: () => void, delayMs: number): number
declare function clearTimeout(timer: number): void
