import { CrmError } from '../crm.port.ts'
import { paths } from './api-version.ts'
import type { HubspotClient } from './hubspot-client.ts'
import { meansNone } from './linked-ids.ts'
import { type WireDeal, associationBatch } from './wire.ts'

export interface CompaniesOfDeal {
  /** The primary company, else the first one. */
  primary: string | null
  /** The rest, in order of id, so that HubSpot's order makes no difference. */
  others: string[]
}

export const noCompanies: CompaniesOfDeal = { primary: null, others: [] }

/** HubSpot's own association types from deal to company: 5 is the primary one, 341 any. */
const PRIMARY_TYPE_ID = 5
const PRIMARY_TYPE = 'deal_to_company'
const BATCH = 1_000

/**
 * The companies of listed deals. HubSpot lists them inline, but only the beginning of a long list; those that go
 * on are read in full, in one more call for up to 1,000 of them.
 */
export async function companiesOfListed(
  client: HubspotClient,
  deals: readonly WireDeal[],
): Promise<Map<string, CompaniesOfDeal>> {
  const found = new Map<string, CompaniesOfDeal>()
  const goOn: string[] = []
  for (const deal of deals) {
    const inline = deal.associations?.companies
    if (inline?.paging?.next) goOn.push(deal.id)
    else
      found.set(
        deal.id,
        settle((inline?.results ?? []).map((to) => ({ id: to.id, primary: to.type === PRIMARY_TYPE }))),
      )
  }
  for (const [id, companies] of await companiesOf(client, goOn)) found.set(id, companies)
  return found
}

/** The companies of deals, 1,000 deals to a call; a deal without any is present with none. */
export async function companiesOf(
  client: HubspotClient,
  dealIds: readonly string[],
): Promise<Map<string, CompaniesOfDeal>> {
  const linked = new Map<string, { id: string; primary: boolean }[]>(dealIds.map((id) => [id, []]))
  let inputs: { id: string; after?: string }[] = dealIds.map((id) => ({ id }))
  while (inputs.length > 0) {
    const { data } = await client.call({
      kind: 'associations',
      method: 'POST',
      path: paths.companiesOfDeals,
      body: { inputs: inputs.slice(0, BATCH) },
      reply: associationBatch,
    })
    const unexpected = data.errors.find((error) => !meansNone(error))
    if (unexpected)
      throw new CrmError('unavailable', `HubSpot did not list the companies of deals: ${unexpected.message}`)
    const goOn: typeof inputs = []
    for (const { from, to, paging } of data.results) {
      const links = to.map((company) => ({
        id: company.toObjectId,
        primary: company.associationTypes.some(
          (type) => type.category === 'HUBSPOT_DEFINED' && type.typeId === PRIMARY_TYPE_ID,
        ),
      }))
      linked.get(from.id)?.push(...links)
      if (paging?.next) goOn.push({ id: from.id, after: paging.next.after })
    }
    inputs = [...goOn, ...inputs.slice(BATCH)]
  }
  return new Map([...linked].map(([id, links]) => [id, settle(links)]))
}

function settle(links: readonly { id: string; primary: boolean }[]): CompaniesOfDeal {
  const ids = [...new Set(links.map((link) => link.id))].sort(byNumber)
  const primary = links.find((link) => link.primary)?.id ?? ids[0] ?? null
  return { primary, others: ids.filter((id) => id !== primary) }
}

const byNumber = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
