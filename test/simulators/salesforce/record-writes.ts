import { ApiError, notFound } from './api-error.ts'
import type { ObjectDefinition } from './field.ts'
import { readFields } from './field-input.ts'
import { normalisedId } from './record-id.ts'
import type { FieldValues, StoredRecord } from './record.ts'
import type { World } from './simulator.ts'

export type WrittenFields = Readonly<Record<string, unknown>>

/** A write that was found to be in order and waits to be done. */
export type PlannedWrite = () => StoredRecord

export function planCreate(
  world: World,
  object: ObjectDefinition,
  input: WrittenFields,
  userId: string,
): PlannedWrite {
  if (!object.createable) throw notPermitted(object, 'create')
  const values = readFields(world.org, object, input, 'create')
  rejectDuplicate(world, object, values, undefined)
  world.rowLocks.check('', values)
  return () => world.org.create(object.name, values, { userId })
}

export function planUpdate(
  world: World,
  object: ObjectDefinition,
  id: string,
  input: WrittenFields,
  userId: string,
): PlannedWrite {
  if (!object.updateable) throw notPermitted(object, 'update')
  const record = writableRecord(world, object, id)
  const values = readFields(world.org, object, input, 'update')
  rejectDuplicate(world, object, values, record.id)
  world.rowLocks.check(record.id, record.values)
  return () => world.org.update(record.id, values, { userId })
}

export function planDelete(world: World, object: ObjectDefinition, id: string, userId: string): PlannedWrite {
  if (!object.deletable) throw notPermitted(object, 'delete')
  const record = writableRecord(world, object, id)
  world.rowLocks.check(record.id, record.values)
  return () => {
    world.org.delete(record.id, { userId })
    return record
  }
}

/** By an external id. Answers whether the record is a new one. */
export function planUpsert(
  world: World,
  object: ObjectDefinition,
  fieldName: string,
  value: string,
  input: WrittenFields,
  userId: string,
): { created: boolean; write: PlannedWrite } {
  const field = world.org.visibility.field(object, fieldName)
  if (field === undefined || !(field.externalId || field.type === 'id'))
    throw notFound(`Provided external ID field does not exist or is not accessible: ${fieldName}`)
  const found = findByExternalId(world, object, field.name, value)
  if (found.length > 1)
    throw new ApiError(300, 'DUPLICATE_VALUE', `${found.length} records have the ${field.name} ${value}`, [])
  const [existing] = found
  if (existing !== undefined)
    return { created: false, write: planUpdate(world, object, existing.id, input, userId) }
  return { created: true, write: planCreate(world, object, { ...input, [field.name]: value }, userId) }
}

/** External ids are compared without regard to case. */
export function findByExternalId(
  world: World,
  object: ObjectDefinition,
  field: string,
  value: string,
): StoredRecord[] {
  const wanted = value.toLowerCase()
  return [...world.org.active(object.name)].filter((record) => {
    const held = record.values[field]
    return typeof held === 'string' && held.toLowerCase() === wanted
  })
}

/** A record that the caller may read; anything else is as if it were not there. */
export function readableRecord(world: World, object: ObjectDefinition, id: string): StoredRecord {
  const record = world.org.store.find(normalisedId(id) ?? '')
  const visible = record?.object === object.name && world.org.visibility.seesRecord(record.id)
  if (!visible || record.values.IsDeleted === true) throw notFound()
  return record
}

function writableRecord(world: World, object: ObjectDefinition, id: string): StoredRecord {
  const normal = normalisedId(id)
  if (normal === undefined) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${id}`, ['Id'])
  const record = world.org.store.find(normal)
  if (record === undefined) {
    // Of what was purged Salesforce still knows that it was deleted.
    if (world.org.store.deletion(normal)?.object === object.name) throw deleted()
    throw new ApiError(404, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [])
  }
  if (record.object !== object.name)
    throw new ApiError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [])
  if (!world.org.visibility.seesRecord(record.id)) {
    const message = 'insufficient access rights on object id'
    throw new ApiError(403, 'INSUFFICIENT_ACCESS_OR_READONLY', message, [])
  }
  if (record.values.IsDeleted === true) throw deleted()
  return record
}

const deleted = (): ApiError => new ApiError(404, 'ENTITY_IS_DELETED', 'entity is deleted', [])

function rejectDuplicate(
  world: World,
  object: ObjectDefinition,
  values: FieldValues,
  ownId: string | undefined,
): void {
  for (const { name, unique } of object.fields) {
    const value = values[name]
    if (!unique || typeof value !== 'string') continue
    const other = findByExternalId(world, object, name, value).find(({ id }) => id !== ownId)
    if (other === undefined) continue
    const message = `duplicate value found: ${name} duplicates value on record with id: ${other.id}`
    throw new ApiError(400, 'DUPLICATE_VALUE', message, [])
  }
}

function notPermitted(object: ObjectDefinition, action: string): ApiError {
  const message = `entity type ${object.name} does not support ${action}`
  return new ApiError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message, [])
}
