import type { Org } from '../../../test/simulators/salesforce/org.ts'
import type { FieldValue, StoredRecord } from '../../../test/simulators/salesforce/record.ts'
import { textOf } from '../../../test/simulators/salesforce/record.ts'
import type {
  OpportunityPage,
  OpportunityRecord,
  OpportunityRow,
  OpportunityStage,
  Owner,
} from '../workbench-api.ts'

/** The org's own view of opportunities: what a person sees and changes in Salesforce itself, without the API of apps. */

const PER_PAGE = 50

export interface OpportunityQuery {
  search: string
  stage: string
  page: number
}

/** Latest change first. A search looks at the name, the account's name and the id. */
export function listOpportunities(org: Org, query: OpportunityQuery): OpportunityPage {
  const words = query.search.toLowerCase().split(/\s+/).filter(Boolean)
  const matches = [...org.active('Opportunity')]
    .filter((record) => {
      if (query.stage !== '' && record.values['StageName'] !== query.stage) return false
      if (words.length === 0) return true
      const text = `${textOf(record, 'Name')} ${accountName(org, record) ?? ''} ${record.id}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .sort((a, b) => textOf(b, 'SystemModstamp').localeCompare(textOf(a, 'SystemModstamp')))
  const pageCount = Math.max(1, Math.ceil(matches.length / PER_PAGE))
  const page = Math.min(Math.max(1, query.page), pageCount)
  return {
    rows: matches.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((record) => rowOf(org, record)),
    total: matches.length,
    page,
    pageCount,
  }
}

function rowOf(org: Org, record: StoredRecord): OpportunityRow {
  return {
    id: record.id,
    name: textOf(record, 'Name'),
    amount: text(record.values['Amount']),
    currency: currencyOf(org, record),
    stage: textOf(record, 'StageName'),
    closeDate: text(record.values['CloseDate']),
    owner: nameOf(org, record.values['OwnerId']),
    account: accountName(org, record) ?? null,
  }
}

/** Throws with a sentence when there is no such opportunity. */
export function readOpportunity(org: Org, id: string): OpportunityRecord {
  const record = existing(org, id)
  const account = org.store.find(textOf(record, 'AccountId'))
  return {
    id: record.id,
    fields: Object.fromEntries(
      org.object('Opportunity').fields.map(({ name }) => [plain(org, name), text(record.values[name])]),
    ),
    currency: currencyOf(org, record),
    owner: nameOf(org, record.values['OwnerId']),
    account: account
      ? { id: account.id, name: textOf(account, 'Name'), website: text(account.values['Website']) }
      : null,
  }
}

const TYPED = ['Name', 'Amount', 'StageName', 'CloseDate', 'OwnerId']

/** As somebody who types into the record; an empty text clears. Throws with a sentence for what Salesforce refuses. */
export function patchOpportunity(
  org: Org,
  id: string,
  userId: string,
  typed: Readonly<Record<string, string>>,
): OpportunityRecord {
  const record = existing(org, id)
  const values = Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [name, accepted(org, name, value.trim())]),
  )
  org.update(record.id, values, { userId })
  return readOpportunity(org, id)
}

function accepted(org: Org, name: string, value: string): string | null {
  if (!TYPED.includes(name)) throw new Error(`${name} cannot be changed here.`)
  if (value === '' && name !== 'Amount') throw new Error(`These required fields must be completed: ${name}`)
  if (value === '') return null
  if (name === 'Amount') return amount(value)
  if (name === 'CloseDate' && !isDay(value)) throw new Error(`Close Date: invalid date ${value}`)
  if (name === 'StageName' && !stagesOf(org).some((stage) => stage.name === value))
    throw new Error(`Stage: bad value for restricted picklist field: ${value}`)
  if (name === 'OwnerId' && org.store.find(value)?.object !== 'User')
    throw new Error(`Owner ID: id value of incorrect type: ${value}`)
  return value
}

/** Salesforce takes thousands separators and keeps two decimals; what it would round is refused here instead. */
function amount(value: string): string {
  const digits = value.replaceAll(',', '')
  if (!/^-?\d{1,16}(\.\d{1,2})?$/.test(digits))
    throw new Error(`Amount: value not of required type: ${value}`)
  return digits
}

const isDay = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(new Date(`${value}T00:00:00Z`).getTime())

/** As the UI API answers for one record. */
export function uiRecord(org: Org, id: string) {
  const record = existing(org, id)
  return {
    id: record.id,
    apiName: record.object,
    lastModifiedDate: textOf(record, 'LastModifiedDate'),
    fields: Object.fromEntries(
      org
        .object(record.object)
        .fields.map((field) => [
          field.name,
          { value: uiValue(field.type, record.values[field.name] ?? null), displayValue: null },
        ]),
    ),
  }
}

// The UI API answers numbers as JSON numbers, unlike the texts that the simulator keeps.
function uiValue(type: string, value: FieldValue): FieldValue | number {
  const isNumber = ['currency', 'double', 'percent', 'int'].includes(type)
  return isNumber && typeof value === 'string' ? Number(value) : value
}

export function stagesOf(org: Org): OpportunityStage[] {
  return org
    .stages()
    .filter(({ values }) => values['IsActive'] === true)
    .map((stage) => ({
      name: textOf(stage, 'ApiName'),
      closed: stage.values['IsClosed'] === true,
      won: stage.values['IsWon'] === true,
    }))
}

export const ownersOf = (org: Org): Owner[] =>
  [...org.store.all('User')]
    .filter(({ values }) => values['IsActive'] === true)
    .map((user) => ({ id: user.id, name: textOf(user, 'Name') }))

function existing(org: Org, id: string): StoredRecord {
  const record = org.store.find(id)
  if (!record || record.object !== 'Opportunity' || record.values['IsDeleted'] === true) {
    throw new Error('There is no such opportunity, or it was deleted.')
  }
  return record
}

const text = (value: FieldValue | undefined): string | null => (value == null ? null : String(value))

/** Field names as the package has them, whatever the org's namespace. */
const plain = (org: Org, name: string): string => {
  const { namespace } = org.settings
  return namespace !== '' && name.startsWith(`${namespace}__`) ? name.slice(namespace.length + 2) : name
}

const nameOf = (org: Org, id: FieldValue | undefined): string | null =>
  typeof id === 'string' ? textOf(org.store.find(id), 'Name') || null : null

function accountName(org: Org, record: StoredRecord): string | undefined {
  return nameOf(org, record.values['AccountId']) ?? undefined
}

const currencyOf = (org: Org, record: StoredRecord): string =>
  text(record.values['CurrencyIsoCode']) ?? org.settings.currency
