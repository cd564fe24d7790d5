import { z } from 'zod'
import { type ChangeHint, CrmError } from '../crm.port.ts'
import { PARTNER_FIELDS } from './fields.ts'
import { fullId } from './record-id.ts'

/** https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_event_fields_header.htm */
const eventData = z.object({
  payload: z.object({
    ChangeEventHeader: z.object({
      recordIds: z.array(z.string()),
      changeType: z.string(),
      changedFields: z.array(z.string()).default([]),
      transactionKey: z.string().min(1),
      sequenceNumber: z.string(),
      commitTimestamp: z.string(),
    }),
  }),
  event: z.object({ replayId: z.string().regex(/^\d+$/) }),
})

export const DEAL_CHANNEL = '/data/OpportunityChangeEvent'
export const ACCOUNT_CHANNEL = '/data/AccountChangeEvent'

/**
 * What an event says; no hint for one that says nothing to us: of fields that we wrote ourselves, or of so much at once that it
 * names no records ("001*"). The values that it carries are not even looked at: they may be older than what a query shows.
 */
export function readChangeEvent(
  channel: string,
  data: unknown,
): { replayId: string; hint: ChangeHint | undefined } {
  const read = eventData.safeParse(data)
  if (!read.success) {
    const text = 'Salesforce told of a change in a form that we do not know'
    throw new CrmError('unavailable', text, { cause: read.error })
  }
  const header = read.data.payload.ChangeEventHeader
  const { replayId } = read.data.event
  const ids = header.recordIds.map(fullId).filter((id) => id !== null)
  if (ids.length === 0 || isOurOwn(header.changedFields)) return { replayId, hint: undefined }
  return {
    replayId,
    hint: {
      // A replay id is not enough: an org that is moved counts them anew.
      dedupeKey: [channel, header.transactionKey, header.sequenceNumber, replayId].join(' '),
      occurredAt: new Date(Number(header.commitTimestamp)),
      kind: header.changeType,
      dealIds: channel === DEAL_CHANNEL ? ids : [],
      accountIds: channel === ACCOUNT_CHANNEL ? ids : [],
    },
  }
}

const OURS = Object.values(PARTNER_FIELDS)
const STAMPS = ['LastModifiedDate', 'LastModifiedById', 'SystemModstamp']

const isOurOwn = (changed: readonly string[]): boolean =>
  changed.some((name) => isPartnerField(name)) &&
  changed.every((name) => isPartnerField(name) || STAMPS.includes(name))

/** With or without the package's namespace before it. */
const isPartnerField = (name: string): boolean =>
  OURS.some((own) => name === own || name.endsWith(`__${own}`))
