import type { Schema } from './schema.ts'

const KEPT_MS = 15 * 60_000

/**
 * What orgs looked like a while ago. Somebody who opens a card does not wait for whole objects to be described; a sync
 * looks anew, and so does whoever is told that a field is not there any more.
 */
export class SchemaMemory {
  readonly #known = new Map<string, { schema: Schema; at: number }>()

  keep(org: string, schema: Schema, nowMs: number): void {
    this.#known.set(org, { schema, at: nowMs })
  }

  forget(org: string): void {
    this.#known.delete(org)
  }

  recall(org: string, nowMs: number): Schema | undefined {
    const known = this.#known.get(org)
    return known && nowMs - known.at < KEPT_MS ? known.schema : undefined
  }
}

/** The one that all adapters of this process share. */
export const sharedSchemas = new SchemaMemory()
