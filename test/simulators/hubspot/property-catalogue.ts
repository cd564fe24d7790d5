import type { ObjectTypeId } from './object-types.ts'
import { PortalProblem } from './portal-problem.ts'
import {
  customProperty,
  shippedGroups,
  shippedProperties,
  type PropertyDefinition,
  type PropertyGroup,
  type PropertyOption,
  type PropertyType,
} from './property-definitions.ts'

export interface NewProperty {
  name: string
  label: string
  groupName: string
  type: PropertyType
  fieldType: string
  description?: string
  options?: PropertyOption[]
  showCurrencySymbol?: boolean
  hasUniqueValue?: boolean
  hidden?: boolean
  displayOrder?: number
}

const fieldTypes: Record<PropertyType, readonly string[]> = {
  string: ['text', 'textarea', 'file', 'html', 'phonenumber', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  date: ['date'],
  datetime: ['date'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox', 'calculation_equation'],
  bool: ['booleancheckbox', 'calculation_equation'],
  phone_number: ['phonenumber', 'text'],
}

/** The property definitions and groups of one record type. */
export class PropertyCatalogue {
  readonly #definitions = new Map<string, PropertyDefinition>()
  readonly #groups = new Map<string, PropertyGroup>()

  constructor(type: ObjectTypeId) {
    for (const definition of shippedProperties(type)) this.#definitions.set(definition.name, definition)
    for (const group of shippedGroups(type)) this.#groups.set(group.name, group)
  }

  get(name: string): PropertyDefinition | undefined {
    return this.#definitions.get(name)
  }

  all(): PropertyDefinition[] {
    return [...this.#definitions.values()]
  }

  group(name: string): PropertyGroup | undefined {
    return this.#groups.get(name)
  }

  groups(): PropertyGroup[] {
    return [...this.#groups.values()]
  }

  addGroup(group: { name: string; label: string; displayOrder?: number }): PropertyGroup {
    checkName(group.name)
    if (this.#groups.has(group.name)) {
      throw new PortalProblem('conflict', `A property group named '${group.name}' already exists.`)
    }
    const added = { displayOrder: -1, ...group, archived: false }
    this.#groups.set(group.name, added)
    return added
  }

  add(property: NewProperty, at: Date): PropertyDefinition {
    checkName(property.name)
    if (this.#definitions.has(property.name)) {
      throw new PortalProblem('conflict', `A property named '${property.name}' already exists.`)
    }
    if (!this.#groups.has(property.groupName)) {
      throw new PortalProblem('invalid', `There is no property group named ${property.groupName}.`)
    }
    if (!fieldTypes[property.type].includes(property.fieldType)) {
      throw new PortalProblem(
        'invalid',
        `${property.fieldType} is not a field type for a property of type ${property.type}.`,
      )
    }
    const now = at.toISOString()
    const { name, label, groupName, type, fieldType, ...more } = property
    const definition = customProperty(groupName, name, label, type, fieldType, {
      ...more,
      createdAt: now,
      updatedAt: now,
    })
    this.#definitions.set(name, definition)
    return definition
  }

  remove(name: string): boolean {
    const definition = this.#definitions.get(name)
    if (definition === undefined) return false
    if (definition.hubspotDefined) {
      throw new PortalProblem('invalid', `${name} is defined by HubSpot and cannot be archived.`)
    }
    return this.#definitions.delete(name)
  }
}

function checkName(name: string): void {
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(name)) {
    throw new PortalProblem(
      'invalid',
      `'${name}' is not a valid name: lower-case letters, digits and underscores, beginning with a letter.`,
    )
  }
}
