import type { DealFieldChoice } from '../../shared/crm/deal-fields.ts'
import type { Stage } from '../../shared/crm/stage.ts'
import { CrmError } from '../crm.port.ts'
import type { SalesforceClient } from './client.ts'
import { type Composed, readTogether } from './compose.ts'
import { choicesAmong } from './deal-field-choices.ts'
import { ACCOUNT_FIELDS, OPPORTUNITY_FIELDS, PARTNER_FIELDS, type SObject, USER_FIELDS } from './fields.ts'
import { mapStages } from './map-stage.ts'
import { type Row, describedObject, queryPage } from './wire.ts'

/** What an org looks like to the connected user: asking for a field that they may not see fails the whole query. */
export interface Schema {
  /** Of the fields that we would like to read, those that are visible. */
  fields: Readonly<Record<SObject | 'User', readonly string[]>>
  /** All fields of an opportunity that the user may see and that may hold what plans look at. */
  dealFields: readonly DealFieldChoice[]
  /** All fields of an opportunity that the user may write. */
  writable: ReadonlySet<string>
  /** "ns__" or "" as the package's names have it here; null where its fields are not to be seen. */
  prefix: string | null
  stages: readonly Stage[]
  /** Records outside the recycle bin; null where Salesforce could not count them in time. */
  counts: Readonly<Record<SObject, number | null>>
  organization: { id: string; name: string; isSandbox: boolean; timeZone: string }
  /** The corporate currency of a multi-currency org; null in any other. */
  corporateCurrency: string | null
}

/** A path for a query; `queryAll` shows the recycle bin and what merges left behind, too. */
export const queryPath = (soql: string, resource: 'query' | 'queryAll' = 'query'): string =>
  `/${resource}?q=${encodeURIComponent(soql)}`

const PARTS = {
  opportunity: '/sobjects/Opportunity/describe',
  account: '/sobjects/Account/describe',
  user: '/sobjects/User/describe',
  stages: queryPath(
    'SELECT ApiName, MasterLabel, SortOrder, IsClosed, IsWon FROM OpportunityStage ORDER BY SortOrder',
  ),
  opportunities: queryPath('SELECT COUNT() FROM Opportunity'),
  accounts: queryPath('SELECT COUNT() FROM Account'),
  organization: queryPath('SELECT Id, Name, IsSandbox, TimeZoneSidKey FROM Organization'),
  currency: queryPath('SELECT IsoCode FROM CurrencyType WHERE IsCorporate = true'),
} as const

/** All of it by one call; in an org without several currencies there is no CurrencyType, which is no fault. */
export async function readSchema(client: SalesforceClient, urgent: boolean): Promise<Schema> {
  const { data } = await readTogether(client, PARTS, { kind: 'describe', urgent })
  const opportunity = fieldsOf(data, 'opportunity')
  const account = fieldsOf(data, 'account')
  const user = fieldsOf(data, 'user')
  const [organization] = data.read('organization', queryPage).records
  if (!organization) throw new CrmError('unavailable', 'Salesforce did not say which org this is')
  const currency = data.readIfThere('currency', queryPage)?.records[0]
  return {
    fields: {
      Opportunity: OPPORTUNITY_FIELDS.filter((name) => opportunity.has(name)),
      Account: ACCOUNT_FIELDS.filter((name) => account.has(name)),
      User: USER_FIELDS.filter((name) => user.has(name)),
    },
    dealFields: choicesAmong(data.read('opportunity', describedObject).fields),
    writable: new Set([...opportunity].filter(([, updateable]) => updateable).map(([name]) => name)),
    prefix: prefixIn([...opportunity.keys()]),
    stages: mapStages(data.read('stages', queryPage).records),
    counts: { Opportunity: countOf(data, 'opportunities'), Account: countOf(data, 'accounts') },
    organization: organizationOf(organization),
    corporateCurrency: currency?.['IsoCode'] ?? null,
  }
}

type Reply = Composed<typeof PARTS>

function fieldsOf(reply: Reply, part: 'opportunity' | 'account' | 'user'): ReadonlyMap<string, boolean> {
  const { fields } = reply.read(part, describedObject)
  return new Map(fields.map(({ name, updateable }) => [name, updateable]))
}

/** Counting millions may take longer than a query may: then we do not know, which is not zero. */
function countOf(reply: Reply, part: 'opportunities' | 'accounts'): number | null {
  return reply.readIfThere(part, queryPage)?.totalSize ?? null
}

function prefixIn(names: readonly string[]): string | null {
  const own = names.find((name) => name.endsWith(PARTNER_FIELDS.partner))
  const prefix = own?.slice(0, -PARTNER_FIELDS.partner.length)
  return prefix !== undefined && /^(\w+__)?$/.test(prefix) ? prefix : null
}

function organizationOf(row: Row): Schema['organization'] {
  const id = row['Id']
  const timeZone = row['TimeZoneSidKey']
  if (!id || !timeZone) throw new CrmError('unavailable', 'Salesforce did not say which org this is')
  return { id, name: row['Name'] || `Salesforce ${id}`, isSandbox: row['IsSandbox'] === 'true', timeZone }
}
