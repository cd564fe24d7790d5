import type { FieldDefinition, ObjectDefinition } from './field.ts'

/** What field-level security and sharing withhold from everybody who calls the API. */
export class Visibility {
  readonly #hiddenFields = new Set<string>()
  readonly #lockedFields = new Set<string>()
  readonly #hiddenRecords = new Set<string>()
  readonly #hiddenObjects = new Set<string>()

  /** No permission on the object at all: as if the org did not have it. */
  hideObject(name: string): void {
    this.#hiddenObjects.add(name.toLowerCase())
  }

  showObject(name: string): void {
    this.#hiddenObjects.delete(name.toLowerCase())
  }

  seesObject(object: ObjectDefinition): boolean {
    return !this.#hiddenObjects.has(object.name.toLowerCase())
  }

  /** `Opportunity.Amount`: neither described, nor selected, nor written any more. */
  hideField(name: string): void {
    this.#hiddenFields.add(name.toLowerCase())
  }

  /** Readable, but not to be written. */
  lockField(name: string): void {
    this.#lockedFields.add(name.toLowerCase())
  }

  /** Takes back `hideField` and `lockField`. */
  openField(name: string): void {
    this.#hiddenFields.delete(name.toLowerCase())
    this.#lockedFields.delete(name.toLowerCase())
  }

  /** The record is there, but nobody shares it with the API's user. */
  unshare(id: string): void {
    this.#hiddenRecords.add(id)
  }

  share(id: string): void {
    this.#hiddenRecords.delete(id)
  }

  seesRecord(id: string): boolean {
    return !this.#hiddenRecords.has(id)
  }

  seesField(object: ObjectDefinition, field: FieldDefinition): boolean {
    return field.system || !this.#hiddenFields.has(`${object.name}.${field.name}`.toLowerCase())
  }

  mayWriteField(object: ObjectDefinition, field: FieldDefinition): boolean {
    return (
      this.seesField(object, field) && !this.#lockedFields.has(`${object.name}.${field.name}`.toLowerCase())
    )
  }

  fieldsOf(object: ObjectDefinition): FieldDefinition[] {
    return object.fields.filter((field) => this.seesField(object, field))
  }

  /** A field by its name in any case, unless it is hidden. */
  field(object: ObjectDefinition, name: string): FieldDefinition | undefined {
    const field = object.field(name)
    return field !== undefined && this.seesField(object, field) ? field : undefined
  }

  state(): { hiddenFields: string[]; lockedFields: string[]; hiddenRecords: string[] } {
    return {
      hiddenFields: [...this.#hiddenFields],
      lockedFields: [...this.#lockedFields],
      hiddenRecords: [...this.#hiddenRecords],
    }
  }
}
