import { z } from 'zod'
import { CrmError, type PartnerFields, type RefusedWrite } from '../crm.port.ts'
import type { SalesforceClient } from './client.ts'
import { SalesforceRejection } from './errors.ts'
import { exactNumber } from './exact-json.ts'
import { PARTNER_FIELDS } from './fields.ts'
import { describedObject } from './wire.ts'
import type { Schema } from './schema.ts'
import { type Save, saveRecords } from './save-records.ts'

/** Which of the package's fields and objects the connected user needs, and may lack. */
const CREDIT = 'Partner_Credit__c'
const REGISTRATION = 'Deal_Registration__c'

/** Throws `CrmError('forbidden')`, with what an admin does about it, when the package's fields cannot be written. */
export async function requirePackage(client: SalesforceClient, schema: Schema): Promise<void> {
  requireFields(schema)
  for (const object of [CREDIT, REGISTRATION]) {
    try {
      await client.call({
        kind: 'describe',
        method: 'GET',
        path: `/sobjects/${schema.prefix}${object}/describe`,
        reply: describedObject,
      })
    } catch (error) {
      if (error instanceof SalesforceRejection) throw packageMissing(`${schema.prefix}${object}`)
      throw error
    }
  }
}

/** Returns the prefix that the package's names have in the org. Throws like `requirePackage`. */
export function requireFields(schema: Schema): string {
  if (schema.prefix === null) throw packageMissing('the fields of Partner Desk on opportunities')
  const closed = closedFields(schema)
  if (closed.length > 0) throw packageMissing(closed.join(', '))
  return schema.prefix
}

export function hasPackage(schema: Schema): boolean {
  return schema.prefix !== null && closedFields(schema).length === 0
}

function closedFields({ prefix, writable }: Schema): string[] {
  return Object.values(PARTNER_FIELDS)
    .map((name) => `${prefix}${name}`)
    .filter((name) => !writable.has(name))
}

export function packageMissing(what: string): CrmError {
  return new CrmError(
    'forbidden',
    `The connected Salesforce user cannot write ${what}. A Salesforce admin installs the Partner Desk package where it is missing, ` +
      'and assigns the permission set "Partner Desk Integration" to that user.',
  )
}

/**
 * Writes the deals' own fields, then the records of ours under them, 200 to a call. One refused record never holds up
 * the others; what it belongs to is named once.
 */
export async function writePartnerRecords(
  client: SalesforceClient,
  prefix: string,
  updates: readonly PartnerFields[],
): Promise<RefusedWrite[]> {
  const refused = new Map<string, RefusedWrite>()
  const refuse = (refusal: RefusedWrite): void => {
    const known = refused.get(refusal.dealExternalId)
    if (!known || (refusal.gone && !known.gone)) refused.set(refusal.dealExternalId, refusal)
  }
  const sendable = updates.filter((update) => {
    const problem = unsendable(update)
    if (problem) refuse({ dealExternalId: update.dealExternalId, problem, gone: false })
    return problem === null
  })
  const deals = sendable.map((update) => dealSave(prefix, update))
  for (const refusal of await saveRecords(client, '/composite/sobjects', deals)) refuse(refusal)
  const written = sendable.filter(({ dealExternalId }) => !refused.has(dealExternalId))
  for (const [object, saves] of [
    [CREDIT, written.flatMap((update) => creditSaves(prefix, update))],
    [REGISTRATION, written.flatMap((update) => registrationSaves(prefix, update))],
  ] as const) {
    const path = `/composite/sobjects/${prefix}${object}/${prefix}External_Id__c`
    for (const refusal of await saveRecords(client, path, saves)) refuse(refusal)
  }
  return [...refused.values()]
}

const decimal = z.string().regex(/^(-?\d{1,16}(\.\d+)?)?$/)

/** Salesforce refuses a whole call for one value that is no number. */
function unsendable(update: PartnerFields): string | null {
  const amounts = [update.commissionAmount, ...update.credits.map((credit) => credit.commissionAmount)]
  const odd = amounts.find((amount) => !decimal.safeParse(amount).success)
  return odd === undefined ? null : `"${odd.slice(0, 60)}" is not an amount that Salesforce can hold.`
}

function dealSave(prefix: string, update: PartnerFields): Save {
  return {
    dealExternalId: update.dealExternalId,
    record: {
      attributes: { type: 'Opportunity' },
      id: update.dealExternalId,
      [prefix + PARTNER_FIELDS.partner]: textOf(update.partnerName, 255),
      [prefix + PARTNER_FIELDS.role]: textOf(update.partnerRole, 255),
      [prefix + PARTNER_FIELDS.registration]: textOf(update.registrationStatus, 40),
      [prefix + PARTNER_FIELDS.protectedUntil]: update.protectedUntil || null,
      [prefix + PARTNER_FIELDS.commission]: amountOf(update.commissionAmount),
    },
  }
}

function creditSaves(prefix: string, { dealExternalId, credits }: PartnerFields): Save[] {
  return credits.map((credit) => ({
    dealExternalId,
    record: {
      attributes: { type: prefix + CREDIT },
      [`${prefix}External_Id__c`]: credit.id,
      Name: textOf(credit.partnerName, 80) ?? credit.id,
      [`${prefix}Opportunity__c`]: dealExternalId,
      [`${prefix}Partner__c`]: textOf(credit.partnerName, 255),
      [`${prefix}Role__c`]: textOf(credit.role, 40),
      [`${prefix}Programme__c`]: textOf(credit.programme, 80),
      [`${prefix}Status__c`]: textOf(credit.status, 40),
      [`${prefix}Since__c`]: credit.since || null,
      [`${prefix}Commission__c`]: amountOf(credit.commissionAmount),
    },
  }))
}

function registrationSaves(prefix: string, { dealExternalId, registrations }: PartnerFields): Save[] {
  return registrations.map((registration) => ({
    dealExternalId,
    record: {
      attributes: { type: prefix + REGISTRATION },
      [`${prefix}External_Id__c`]: registration.id,
      Name: textOf(registration.partnerName, 80) ?? registration.id,
      [`${prefix}Opportunity__c`]: dealExternalId,
      [`${prefix}Partner__c`]: textOf(registration.partnerName, 255),
      [`${prefix}Status__c`]: textOf(registration.status, 40),
      [`${prefix}Submitted_At__c`]: registration.submittedAt || null,
      [`${prefix}SLA_Due_At__c`]: registration.slaDueAt || null,
      [`${prefix}Decided_At__c`]: registration.decidedAt || null,
      [`${prefix}Protected_Until__c`]: registration.protectedUntil || null,
    },
  }))
}

/** As much as the field holds; a value that is longer would be refused. */
function textOf(text: string, most: number): string | null {
  if (text === '') return null
  if (text.length <= most) return text
  // Not in the middle of a character of two halves.
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

const amountOf = (text: string): object | null => (text === '' ? null : exactNumber(text))
