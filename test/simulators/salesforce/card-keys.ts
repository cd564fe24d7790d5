export interface CardKey {
  keyId: string
  /** Base64. */
  key: string
}

/** The signing keys that the package's endpoint was given. The package keeps the newest only. */
export class CardKeys {
  #keys: CardKey[] = []

  put(key: CardKey): void {
    this.#keys.push(key)
  }

  get current(): CardKey | undefined {
    return this.#keys.at(-1)
  }

  all(): readonly CardKey[] {
    return this.#keys
  }
}
