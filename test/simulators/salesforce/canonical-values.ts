import { canonicalDecimal, roundedDecimal } from './decimal.ts'
import type { ObjectDefinition } from './field.ts'
import type { FieldValues } from './record.ts'

/** Numbers in one notation; throws for a text that is none. */
export function canonicalValues(definition: ObjectDefinition, values: FieldValues): FieldValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const field = definition.field(name)
      const isNumber = field !== undefined && ['currency', 'double', 'percent', 'int'].includes(field.type)
      if (!isNumber || typeof value !== 'string') return [name, value]
      const decimal = canonicalDecimal(value)
      if (decimal === undefined) throw new Error(`${definition.name}.${name} cannot hold ${value}`)
      return [name, roundedDecimal(decimal, field.scale)]
    }),
  )
}
