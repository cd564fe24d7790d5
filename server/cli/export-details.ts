import type { ContactRole, DetailKind, LineItem, NativePartner } from '../../shared/crm/deal-detail.ts'
import { formatDecimal } from '../../shared/money/format.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { contactRolesOf, lineItemsOf, nativePartnersOf } from '../db/detail-store.ts'

interface ExportedDeal {
  connection_id: string
  external_id: string
  detail_kinds: DetailKind[]
}

/** What the mirror holds beside these deals, as far as an admin wants it mirrored: how to print it with each of them. */
export async function exportedDetails(
  tx: WorkspaceTx,
  deals: readonly ExportedDeal[],
): Promise<(deal: ExportedDeal) => object> {
  const printers = new Map<string, (externalId: string) => object>()
  for (const [connectionId, own] of Map.groupBy(deals, (deal) => deal.connection_id)) {
    const kinds = own[0]?.detail_kinds ?? []
    const ids = own.map((deal) => deal.external_id)
    const items = kinds.includes('line_item') ? await lineItemsOf(tx, connectionId, ids) : null
    const partners = kinds.includes('native_partner') ? await nativePartnersOf(tx, connectionId, ids) : null
    const contacts = kinds.includes('contact_role') ? await contactRolesOf(tx, connectionId, ids) : null
    printers.set(connectionId, (id) => ({
      ...(items && { lineItems: (items.get(id) ?? []).map(lineItem) }),
      ...(partners && { nativePartners: (partners.get(id) ?? []).map(nativePartner) }),
      ...(contacts && { contactRoles: (contacts.get(id) ?? []).map(contactRole) }),
    }))
  }
  return (deal) => printers.get(deal.connection_id)?.(deal.external_id) ?? {}
}

const lineItem = (item: LineItem) => ({
  externalId: item.externalId,
  productCode: item.productCode,
  productName: item.productName,
  quantity: item.quantity,
  amount: item.amount && formatDecimal(item.amount),
  currency: item.currency,
  amountProblem: item.amountProblem,
})

const nativePartner = (partner: NativePartner) => ({
  externalId: partner.externalId,
  accountExternalId: partner.accountExternalId,
  role: partner.role,
  primary: partner.primary,
})

const contactRole = (contact: ContactRole) => ({
  externalId: contact.externalId,
  contactExternalId: contact.contactExternalId,
  contactName: contact.contactName,
  role: contact.role,
  primary: contact.primary,
})
