import type { CrmPayment, PaymentObject } from '../../shared/crm/crm-payment.ts'
import type { CustomerPayments, SyncPage } from '../crm.port.ts'
import { paths } from './api-version.ts'
import { changedPages, countRecords } from './changed-pages.ts'
import type { HubspotClient } from './hubspot-client.ts'
import { linkedIds } from './linked-ids.ts'
import { listPages } from './list-pages.ts'
import { INVOICE_PROPERTIES, mapInvoice, mapPayment, PAYMENT_PROPERTIES } from './map-payment.ts'
import { readBatches } from './read-batches.ts'
import { PAYMENT_SCOPES } from './scopes.ts'
import { type WireRecord, companyPage } from './wire.ts'

/** A call for links takes as many records: pages are joined until one is worth it. */
const JOINED = 1_000

const OBJECTS = {
  payment: { path: paths.payments, properties: PAYMENT_PROPERTIES, kind: 'list_payments' },
  invoice: { path: paths.invoices, properties: INVOICE_PROPERTIES, kind: 'list_invoices' },
} as const

/** Invoices and commerce payments of one portal. */
export class HubspotPayments implements CustomerPayments {
  readonly scopes = PAYMENT_SCOPES
  readonly #client: HubspotClient
  readonly #homeCurrency: () => Promise<string>

  constructor(client: HubspotClient, homeCurrency: () => Promise<string>) {
    this.#client = client
    this.#homeCurrency = homeCurrency
  }

  all(object: PaymentObject, resume?: string): AsyncIterable<SyncPage<CrmPayment>> {
    const { path, properties, kind } = OBJECTS[object]
    const search = { client: this.#client, path, properties }
    const pages = listPages<WireRecord, WireRecord>(
      {
        client: this.#client,
        kind,
        path,
        query: { properties: properties.join(',') },
        page: companyPage,
        map: async (records) => [...records],
        count: () => countRecords(search),
      },
      resume,
    )
    return this.#mapped(object, pages)
  }

  changed(object: PaymentObject, since: Date): AsyncIterable<SyncPage<CrmPayment>> {
    const { path, properties } = OBJECTS[object]
    return this.#mapped(object, changedPages({ client: this.#client, path, properties }, since))
  }

  async *#mapped(
    object: PaymentObject,
    pages: AsyncIterable<Omit<SyncPage<WireRecord>, 'resume'> & { resume?: string }>,
  ): AsyncIterable<SyncPage<CrmPayment>> {
    let waiting: WireRecord[] = []
    let first: Omit<SyncPage<WireRecord>, 'resume'> | undefined
    let resume = ''
    for await (const page of pages) {
      first ??= page
      resume = page.resume ?? ''
      waiting.push(...page.records)
      if (waiting.length < JOINED) continue
      yield { ...first, records: await this.#map(object, waiting), resume }
      waiting = []
      first = undefined
    }
    if (first) yield { ...first, records: await this.#map(object, waiting), resume }
  }

  async #map(object: PaymentObject, records: readonly WireRecord[]): Promise<CrmPayment[]> {
    // Neighbouring pages may repeat a record at their border; the later reading is the newer one.
    const once = [...new Map(records.map((record) => [record.id, record])).values()]
    if (once.length === 0) return []
    const homeCurrency = await this.#homeCurrency()
    return object === 'payment' ? this.#payments(once, homeCurrency) : this.#invoices(once, homeCurrency)
  }

  /** A payment belongs to the deal that it is linked with, else to that of its invoices. */
  async #payments(records: readonly WireRecord[], homeCurrency: string): Promise<CrmPayment[]> {
    const ids = active(records)
    const deals = await linkedIds(this.#client, paths.dealsOfPayments, ids)
    const invoicesOf = await linkedIds(this.#client, paths.invoicesOfPayments, ids)
    const invoiceIds = [...new Set([...invoicesOf.values()].flat())]
    const dealsOfInvoices = await linkedIds(this.#client, paths.dealsOfInvoices, invoiceIds)
    const invoices = byId(
      await readBatches(
        this.#client,
        'batch_read_invoices',
        paths.invoices,
        INVOICE_PROPERTIES,
        invoiceIds,
        false,
      ),
    )
    return records.map((record) => {
      const own = deals.get(record.id) ?? []
      const paid = invoicesOf.get(record.id) ?? []
      const through = paid.flatMap((id) => dealsOfInvoices.get(id) ?? [])
      return mapPayment(record, {
        homeCurrency,
        dealExternalId: only(own.length > 0 ? own : through),
        invoices: paid.map((id) => ({ id, record: invoices.get(id) })),
      })
    })
  }

  /** Of paid invoices it is asked whether payments paid them; one that failed did not. */
  async #invoices(records: readonly WireRecord[], homeCurrency: string): Promise<CrmPayment[]> {
    const ids = active(records.filter(({ properties }) => properties['hs_invoice_status'] === 'paid'))
    const deals = await linkedIds(this.#client, paths.dealsOfInvoices, ids)
    const paymentsOf = await linkedIds(this.#client, paths.paymentsOfInvoices, ids)
    const paymentIds = [...new Set([...paymentsOf.values()].flat())]
    const payments = byId(
      await readBatches(
        this.#client,
        'batch_read_payments',
        paths.payments,
        ['hs_latest_status'],
        paymentIds,
        false,
      ),
    )
    const pays = (id: string) => {
      const payment = payments.get(id)
      return payment !== undefined && mapPayment(payment, { ...NO_LINKS, homeCurrency }).status !== 'failed'
    }
    return records.map((record) =>
      mapInvoice(record, {
        homeCurrency,
        dealExternalId: only(deals.get(record.id) ?? []),
        invoices: [],
        covered: (paymentsOf.get(record.id) ?? []).some(pays),
      }),
    )
  }
}

const NO_LINKS = { dealExternalId: null, invoices: [] }

/** Of archived records HubSpot tells no links. */
const active = (records: readonly WireRecord[]): string[] =>
  records.filter(({ archived }) => !archived).map(({ id }) => id)

const byId = (records: readonly WireRecord[]): Map<string, WireRecord> =>
  new Map(records.map((record) => [record.id, record]))

/** The one id that all of these are; null for none, or for several. */
function only(ids: readonly string[]): string | null {
  const [first, ...others] = new Set(ids)
  return first !== undefined && others.length === 0 ? first : null
}
