import type { DealFieldChoice } from '../../shared/crm/deal-fields.ts'
import { paths } from './api-version.ts'
import type { HubspotClient } from './hubspot-client.ts'
import { type WireProperty, propertyList } from './wire.ts'

/** Properties of deals that hold a number or a text, by their labels. Those that are ours would read back what we wrote. */
export async function dealFieldChoices(client: HubspotClient): Promise<DealFieldChoice[]> {
  const { data } = await client.call({
    kind: 'properties',
    method: 'GET',
    path: paths.dealProperties,
    reply: propertyList,
  })
  return data.results
    .flatMap(choiceOf)
    .sort((a, b) => a.label.localeCompare(b.label, 'en') || (a.name < b.name ? -1 : 1))
}

function choiceOf({ name, label, type, hidden, archived }: WireProperty): DealFieldChoice[] {
  const kind = TYPES[type]
  if (!kind || hidden || archived || name.startsWith('partner_desk_')) return []
  return [{ name, label, type: kind, suggestedFor: name === ANNUAL_CONTRACT_VALUE ? 'firstYearAcv' : null }]
}

/** HubSpot computes it from the deal's line items. */
const ANNUAL_CONTRACT_VALUE = 'hs_acv'

const TYPES: Readonly<Record<string, DealFieldChoice['type']>> = {
  number: 'number',
  string: 'text',
  enumeration: 'text',
}
