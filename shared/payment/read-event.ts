import type { z } from 'zod'
import { customerEvent, type CustomerEvent } from '../contract/finance-api.ts'
import { isCurrency, UnknownCurrency } from '../money/currency.ts'
import type { Money } from '../money/money.ts'
import { InvalidAmount, parseStoredMoney } from '../money/parse-decimal.ts'
import type { EventFact, ReadEvent } from './event-fact.ts'

export interface EventFault {
  /** Below the event: `data.amount`. */
  path: string
  message: string
}

/** Reads one event, or says everything that is wrong with it. */
export function readEvent(json: unknown): { event: ReadEvent } | { faults: EventFault[] } {
  const parsed = customerEvent.safeParse(json)
  if (!parsed.success) return { faults: parsed.error.issues.flatMap((issue) => faultsOf(issue)) }
  const body = parsed.data
  const faults: EventFault[] = []
  const fact = factOf(body, faults)
  if (faults.length > 0) return { faults }
  return { event: { id: body.id, type: body.type, occurredAt: new Date(body.occurredAt), fact, body } }
}

/** An event that was read before, as it was kept. */
export function readKeptEvent(json: unknown): ReadEvent {
  const read = readEvent(json)
  if ('faults' in read)
    throw new Error(`a kept event cannot be read any more: ${JSON.stringify(read.faults)}`)
  return read.event
}

function factOf(event: CustomerEvent, faults: EventFault[]): EventFact {
  switch (event.type) {
    case 'payment.succeeded':
    case 'invoice.paid': {
      const { payment, deal, paidOn, invoice, subscription, discount } = event.data
      const money = readMoney(event.data, { discount }, faults)
      return {
        kind: 'payment',
        payment,
        deal,
        ...money,
        on: paidOn,
        invoice: invoice ?? null,
        subscription: subscription ?? null,
      }
    }
    case 'payment.refunded': {
      const { refund, payment, refundedOn, tax, shipping } = event.data
      const { discountMinor: _, ...money } = readMoney(event.data, {}, faults)
      return {
        kind: 'refund',
        refund,
        payment,
        ...money,
        partsStated: (tax ?? shipping) !== undefined,
        on: refundedOn,
      }
    }
    case 'subscription.renewed':
    case 'subscription.cancelled': {
      const { subscription, deal, on } = event.data
      const status = event.type === 'subscription.renewed' ? 'active' : 'cancelled'
      return { kind: 'subscription', subscription, deal, status, on }
    }
  }
}

interface ReadMoney {
  amount: Money
  taxMinor: bigint
  shippingMinor: bigint
  discountMinor: bigint
}

/** An amount and the parts of it that earn nothing, from decimal text; a fault for each text that is none. */
export function readMoney(
  text: { amount: string; currency: string; tax?: string | undefined; shipping?: string | undefined },
  { discount }: { discount?: string },
  faults: EventFault[],
  at = 'data.',
): ReadMoney {
  const { currency } = text
  const nothing = {
    amount: { amountMinor: 0n, currency },
    taxMinor: 0n,
    shippingMinor: 0n,
    discountMinor: 0n,
  }
  if (!isCurrency(currency)) {
    faults.push({ path: `${at}currency`, message: new UnknownCurrency(currency).message })
    return nothing
  }
  const minor = (name: string, value: string | undefined): bigint => {
    try {
      return parseStoredMoney(value ?? '0', currency).amountMinor
    } catch (error) {
      if (!(error instanceof InvalidAmount)) throw error
      faults.push({ path: `${at}${name}`, message: error.message })
      return 0n
    }
  }
  const before = faults.length
  const amountMinor = minor('amount', text.amount)
  const taxMinor = minor('tax', text.tax)
  const shippingMinor = minor('shipping', text.shipping)
  const discountMinor = minor('discount', discount)
  if (faults.length === before) {
    if (amountMinor === 0n) faults.push({ path: `${at}amount`, message: 'must be above zero' })
    else if (taxMinor + shippingMinor + discountMinor > amountMinor) {
      const message = 'tax, shipping and discount together are more than the amount'
      faults.push({ path: `${at}amount`, message })
    }
  }
  return { amount: { amountMinor, currency }, taxMinor, shippingMinor, discountMinor }
}

/** Paths as people write them, `rows[3].name`, and the likeliest branch where several forms are allowed. */
export function faultsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): EventFault[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: jsonPath([...path, key]), message: 'is not known here' }))
  }
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.map((issues) => issues.flatMap((inner) => faultsOf(inner, path)))
    const [likeliest] = branches.toSorted((a, b) => a.length - b.length)
    if (likeliest && likeliest.length > 0) return likeliest
    const types = customerEvent.options.map((option) => option.shape.type.value).join(', ')
    return [{ path: jsonPath(path), message: `must be one of ${types}` }]
  }
  return [{ path: jsonPath(path), message: issue.message }]
}

function jsonPath(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')
}
