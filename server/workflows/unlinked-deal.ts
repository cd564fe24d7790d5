import type { PaymentObject } from '../../shared/crm/crm-payment.ts'

/** What stands for the deal of money that its CRM links with no deal, or with several: no record of a CRM is called so. */
export const unlinkedDeal = (object: PaymentObject, externalId: string): string => `${object}/${externalId}`

/** Why such money waits; null for a deal's own id. */
export function whyUnlinked(dealExternalId: string): string | null {
  const [, object, id] = /^(payment|invoice)\/(.+)$/s.exec(dealExternalId) ?? []
  return object && id ? `Its CRM links ${object} ${id} with no deal, or with several.` : null
}
