import type { Association } from './association-store.ts'
import type { ObjectTypeId } from './object-types.ts'

/** What an invoice is for, and what a payment pays. */
export type MoneyLinkFrom = '0-53' | '0-101'

interface Link {
  from: ObjectTypeId
  fromId: string
  to: ObjectTypeId
  toId: string
}

/** HubSpot's own type ids, from and to. https://developers.hubspot.com/docs/api-reference/latest/crm/objects/commerce-payments/guide */
const typeIds: Record<string, number> = {
  '0-53>0-3': 175,
  '0-3>0-53': 176,
  '0-101>0-3': 391,
  '0-3>0-101': 392,
  '0-101>0-53': 542,
  '0-53>0-101': 541,
}

/** The same as lists name them. */
export const moneyLinkNames: Readonly<Record<number, string>> = {
  175: 'invoice_to_deal',
  176: 'deal_to_invoice',
  391: 'commerce_payment_to_deal',
  392: 'deal_to_commerce_payment',
  542: 'commerce_payment_to_invoice',
  541: 'invoice_to_commerce_payment',
}

/** Which invoices and payments belong to which deals, and which payments pay which invoices. Knows ids only. */
export class MoneyLinks {
  #links: Link[] = []

  link(from: MoneyLinkFrom, fromId: string, to: '0-3' | '0-53', toId: string): void {
    const known = this.#links.some(
      (link) => link.from === from && link.fromId === fromId && link.to === to && link.toId === toId,
    )
    if (!known) this.#links.push({ from, fromId, to, toId })
  }

  /** Links of a record that was merged away lead to the one that it lives on in. */
  move(type: ObjectTypeId, oldId: string, newId: string): void {
    this.#links = this.#links.map((link) => ({
      ...link,
      ...(link.from === type && link.fromId === oldId && { fromId: newId }),
      ...(link.to === type && link.toId === oldId && { toId: newId }),
    }))
  }

  /** Everything of one type that a record points to, from either side, lowest id first. */
  from(fromType: ObjectTypeId, fromId: string, toType: ObjectTypeId): Association[] {
    const typeId = typeIds[`${fromType}>${toType}`]
    if (typeId === undefined) return []
    const ids = this.#links.flatMap(({ from, fromId: id, to, toId }) => {
      if (from === fromType && id === fromId && to === toType) return [toId]
      return to === fromType && toId === fromId && from === toType ? [id] : []
    })
    return ids.sort((a, b) => Number(a) - Number(b)).map((toId) => ({ toId, typeIds: [typeId] }))
  }
}
