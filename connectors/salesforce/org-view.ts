import type { SalesforceClient } from './client.ts'
import { SalesforceRejection } from './errors.ts'
import type { SchemaMemory } from './schema-memory.ts'
import { type Schema, readSchema } from './schema.ts'

/** What one org looks like to the connected user, and reading by it. */
export class OrgView {
  readonly #client: SalesforceClient
  readonly #org: string
  readonly #memory: SchemaMemory
  #schema: Promise<Schema> | undefined

  constructor(client: SalesforceClient, org: string, memory: SchemaMemory) {
    this.#client = client
    this.#org = org
    this.#memory = memory
  }

  /** As the org looked when this object first looked at it. */
  look(urgent = false): Promise<Schema> {
    return this.#schema ?? this.lookAgain(urgent)
  }

  /** As the org looked a while ago, where that will do. */
  async recall(urgent = false): Promise<Schema> {
    if (this.#schema) return this.#schema
    return this.#memory.recall(this.#org, this.#client.timing.now()) ?? this.look(urgent)
  }

  lookAgain(urgent = false): Promise<Schema> {
    const schema = readSchema(this.#client, urgent)
    this.#schema = schema
    schema.then(
      (seen) => this.#memory.keep(this.#org, seen, this.#client.timing.now()),
      // Whoever comes next asks again, urgently perhaps.
      () => {
        if (this.#schema === schema) this.#schema = undefined
      },
    )
    return schema
  }

  /** What we thought of the org has proved wrong: whoever comes next looks anew. */
  forget(): void {
    this.#schema = undefined
    this.#memory.forget(this.#org)
  }

  /** Reads by what is known; when a field is gone from our sight, looks again, once, before anything was read. */
  async *visibly<P>(
    known: () => Promise<Schema>,
    urgent: boolean,
    read: (schema: Schema) => AsyncIterable<P>,
  ): AsyncGenerator<P> {
    let begun = false
    try {
      for await (const page of read(await known())) {
        begun = true
        yield page
      }
    } catch (error) {
      if (begun || !(error instanceof SalesforceRejection && error.has('INVALID_FIELD'))) throw error
      yield* read(await this.lookAgain(urgent))
    }
  }
}
