import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

const SAVE_DELAY_MS = 500
const VERSION = 2

/**
 * A part of the demo as a file beside the product's own data. The product's data survives a restart, and a CRM that had
 * forgotten everything meanwhile would look like a disaster to it. Written by this program only, so it is not checked.
 */
export class KeptFile<Content> {
  readonly #path: string
  #content: (() => Content) | undefined
  #saving: NodeJS.Timeout | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** undefined when there is none. One that cannot be read is put aside. */
  read(): Content | undefined {
    if (!existsSync(this.#path)) return undefined
    try {
      // Written by this program, see above.
      const kept = JSON.parse(readFileSync(this.#path, 'utf8')) as { version: number; content: Content }
      if (kept.version === VERSION) return kept.content
    } catch {
      // Handled below like a file of another version.
    }
    renameSync(this.#path, `${this.#path}.unreadable`)
    return undefined
  }

  /** From now on this is what is kept. */
  keep(content: () => Content): void {
    this.#content = content
  }

  /** A moment later, so that many changes are written once. */
  saveSoon(): void {
    this.#saving ??= setTimeout(() => this.#save(), SAVE_DELAY_MS)
  }

  /** Writes what is waiting to be written. */
  flush(): void {
    if (this.#saving) this.#save()
  }

  forget(): void {
    this.#stop()
    this.#content = undefined
    rmSync(this.#path, { force: true })
  }

  #save(): void {
    this.#stop()
    if (!this.#content) return
    const aside = `${this.#path}.${process.pid}`
    writeFileSync(aside, JSON.stringify({ version: VERSION, content: this.#content() }))
    renameSync(aside, this.#path)
  }

  #stop(): void {
    clearTimeout(this.#saving)
    this.#saving = undefined
  }
}
