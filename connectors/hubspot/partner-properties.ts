import type { PartnerFields, RefusedWrite } from '../crm.port.ts'
import { paths } from './api-version.ts'
import { HubspotRejection } from './errors.ts'
import type { HubspotClient } from './hubspot-client.ts'
import { type BatchError, batchRecords, created } from './wire.ts'

const GROUP = { name: 'partner_desk', label: 'Partner Desk' }

const text = (name: string, label: string, description: string) => ({
  name,
  label,
  description,
  groupName: GROUP.name,
  type: 'string',
  fieldType: 'text',
})

const PROPERTIES = [
  text('partner_desk_partner', 'Partner', 'Partners with credit on this deal.'),
  text('partner_desk_role', 'Partner role', 'Sourced or influenced, in the order of the partners.'),
  text('partner_desk_registration_status', 'Registration status', 'Where the deal registration stands.'),
  {
    ...text('partner_desk_protected_until', 'Protected until', 'Last day of the registration’s protection.'),
    type: 'date',
    fieldType: 'date',
  },
  {
    ...text(
      'partner_desk_commission',
      'Partner commission',
      'Commission on this deal, in the deal’s currency.',
    ),
    type: 'number',
    fieldType: 'number',
    showCurrencySymbol: true,
  },
]

/** Creates the property group and the properties; those that exist are left as they are. */
export async function provisionProperties(client: HubspotClient): Promise<void> {
  await createUnlessThere(client, paths.dealPropertyGroups, GROUP)
  for (const property of PROPERTIES) await createUnlessThere(client, paths.dealProperties, property)
}

async function createUnlessThere(client: HubspotClient, path: string, body: { name: string }): Promise<void> {
  try {
    await client.call({ kind: 'properties', method: 'POST', path, body, reply: created })
  } catch (error) {
    if (!(error instanceof HubspotRejection && error.status === 409)) throw error
  }
}

const BATCH = 100

/** Writes the properties of many deals, 100 to a call. One refused deal never holds up the others. */
export async function writeProperties(
  client: HubspotClient,
  updates: readonly PartnerFields[],
): Promise<RefusedWrite[]> {
  // A batch may name a deal once; the last update is what the caller wants to stand.
  const inputs = [...new Map(updates.map((update) => [update.dealExternalId, inputOf(update)])).values()]
  const refused: RefusedWrite[] = []
  for (let start = 0; start < inputs.length; start += BATCH) {
    refused.push(...(await writeBatch(client, inputs.slice(start, start + BATCH))))
  }
  return refused
}

type Input = ReturnType<typeof inputOf>

function inputOf(update: PartnerFields) {
  return {
    id: update.dealExternalId,
    properties: {
      partner_desk_partner: update.partnerName,
      partner_desk_role: update.partnerRole,
      partner_desk_registration_status: update.registrationStatus,
      partner_desk_protected_until: update.protectedUntil,
      partner_desk_commission: update.commissionAmount,
    },
  }
}

async function writeBatch(client: HubspotClient, inputs: readonly Input[]): Promise<RefusedWrite[]> {
  if (inputs.length === 0) return []
  try {
    const { data } = await client.call({
      kind: 'batch_update',
      method: 'POST',
      path: `${paths.deals}/batch/update`,
      body: { inputs },
      reply: batchRecords,
    })
    const written = new Set(data.results.map((record) => record.id))
    return inputs.filter((input) => !written.has(input.id)).map((input) => refusalFor(input.id, data.errors))
  } catch (error) {
    if (!(error instanceof HubspotRejection) || error.has('PROPERTY_DOESNT_EXIST')) throw error
    const [only, ...more] = inputs
    if (only && more.length === 0)
      return [{ dealExternalId: only.id, problem: error.message, gone: isGone(error) }]
    // HubSpot refuses a whole batch for one bad input: halve until it is alone.
    const middle = Math.ceil(inputs.length / 2)
    const first = await writeBatch(client, inputs.slice(0, middle))
    return [...first, ...(await writeBatch(client, inputs.slice(middle)))]
  }
}

function refusalFor(id: string, errors: readonly BatchError[]): RefusedWrite {
  const error = errors.find(
    (candidate) =>
      candidate.id === id || Object.values(candidate.context).some((values) => values.includes(id)),
  )
  if (!error) return { dealExternalId: id, problem: 'HubSpot did not confirm the update.', gone: false }
  return {
    dealExternalId: id,
    problem: error.message,
    gone: /NOT_FOUND/.test(`${error.category} ${String(error.subCategory ?? '')}`),
  }
}

const isGone = (error: HubspotRejection): boolean => error.status === 404 || error.has('OBJECT_NOT_FOUND')
