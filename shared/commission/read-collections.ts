import type { CurrencyCode } from '../money/money.ts'
import type { Collection } from './input.ts'
import type { JsonCursor } from './json-cursor.ts'

/** null when there is no list at all: the deal is open. */
export function readCollections(json: JsonCursor, currency: CurrencyCode | undefined): Collection[] | null {
  if (json.isAbsentOrNull) return null
  const items = json.list()
  const collections = items.map((item) => readCollection(item, currency))
  const byId = new Map<string, Collection>()
  collections.forEach((collection, index) => {
    if (!collection) return
    if (byId.has(collection.id))
      items[index]?.at('id').fault(`"${collection.id}" is the id of an earlier collection too`)
    else byId.set(collection.id, collection)
  })
  const refunded = new Map<string, bigint>()
  collections.forEach((refund, index) => {
    const field = items[index]?.at('refunds')
    if (!refund || !field || refund.refunds === null) return
    checkRefund(field, refund, byId.get(refund.refunds), refunded)
  })
  return collections.filter((collection) => collection !== undefined)
}

const KEYS = ['id', 'on', 'amount', 'tax', 'shipping', 'discount', 'refunds']

function readCollection(json: JsonCursor, currency: CurrencyCode | undefined): Collection | undefined {
  if (!json.hasOnly(KEYS)) return undefined
  const id = json.at('id').text()
  const on = json.at('on').date()
  const amountMinor = json.at('amount').minor(currency, { signed: true })
  const part = (key: string) => {
    const field = json.at(key)
    if (field.isAbsent) return 0n
    const minor = field.minor(currency, { signed: true })
    if (minor !== undefined && amountMinor !== undefined && minor !== 0n && minor < 0n !== amountMinor < 0n)
      return field.fault('must have the sign of the amount')
    return minor
  }
  const taxMinor = part('tax')
  const shippingMinor = part('shipping')
  const discountMinor = part('discount')
  const given = json.at('refunds')
  const refunds = given.isAbsentOrNull ? null : given.text()
  if (!id || !on || amountMinor === undefined || refunds === undefined) return undefined
  if (taxMinor === undefined || shippingMinor === undefined || discountMinor === undefined) return undefined
  if (size(taxMinor) + size(shippingMinor) + size(discountMinor) > size(amountMinor))
    return json.at('amount').fault('is less than its tax, shipping and discount together')
  return { id, on, amountMinor, taxMinor, shippingMinor, discountMinor, refunds }
}

function checkRefund(
  field: JsonCursor,
  refund: Collection,
  payment: Collection | undefined,
  refunded: Map<string, bigint>,
): void {
  if (refund.amountMinor >= 0n) return field.fault('must stand at a refund, whose amount is below zero')
  if (!payment || payment.amountMinor <= 0n) return field.fault('must be the id of a payment in this list')
  if (refund.on < payment.on) return field.fault(`is the id of a later payment (${payment.on})`)
  const total = (refunded.get(payment.id) ?? 0n) - refund.amountMinor
  refunded.set(payment.id, total)
  if (total > payment.amountMinor) field.fault(`"${payment.id}" was a smaller payment than is given back`)
}

function size(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
