/**
 * One key per intention: the same request repeated keeps its key until it has succeeded, a request with
 * another content gets a new one.
 */
export class IdempotencyKeys {
  private last: { content: string; key: string } | undefined
  private readonly newKey: () => string

  constructor(newKey: () => string = randomUuid) {
    this.newKey = newKey
  }

  keyFor(content: string): string {
    if (this.last?.content !== content) this.last = { content, key: this.newKey() }
    return this.last.key
  }

  /** The next request is a new intention, even with the same content. */
  done(): void {
    this.last = undefined
  }
}

/** `crypto.randomUUID` exists only in secure contexts; a console on a plain http host needs keys too. */
export function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
