import type { DealFieldChoice } from '../../shared/crm/deal-fields.ts'
import { PARTNER_FIELDS } from './fields.ts'
import type { DescribedField } from './wire.ts'

/** Of an opportunity's visible fields, those that hold an amount, a number or a text, by their labels, without our own. */
export function choicesAmong(fields: readonly DescribedField[]): DealFieldChoice[] {
  return fields
    .flatMap(({ name, label, type }) => {
      const kind = TYPES[type]
      if (!kind || isOurs(name)) return []
      return [{ name, label: label || name, type: kind, suggestedFor: null }]
    })
    .sort((a, b) => a.label.localeCompare(b.label, 'en') || (a.name < b.name ? -1 : 1))
}

const isOurs = (name: string): boolean => Object.values(PARTNER_FIELDS).some((own) => name.endsWith(own))

const TYPES: Readonly<Record<string, DealFieldChoice['type']>> = {
  currency: 'number',
  double: 'number',
  int: 'number',
  string: 'text',
  picklist: 'text',
}
