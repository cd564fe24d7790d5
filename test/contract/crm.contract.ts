import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CrmPayment, PaymentObject } from '../../shared/crm/crm-payment.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import type { DealFieldMapping } from '../../shared/crm/deal-fields.ts'
import type { DetailKind } from '../../shared/crm/deal-detail.ts'
import type {
  Crm,
  CreditFields,
  PartnerFields,
  RegistrationFields,
  SyncPage,
} from '../../connectors/crm.port.ts'

/** A CRM that holds what the test puts in, in the product's words, and the adapter over it. */
export interface CrmBench {
  crm: Crm
  createAccount(account: { name: string; domain?: string }): Promise<string>
  createDeal(deal: NewDeal): Promise<string>
  changeDeal(id: string, deal: Partial<NewDeal>): Promise<void>
  archiveDeal(id: string): Promise<void>
  deleteDealForGood(id: string): Promise<void>
  /** Returns the id under which the merged deal lives on. */
  mergeDeals?(primaryId: string, otherId: string): Promise<string>
  /** Returns the id under which the merged account lives on. */
  mergeAccounts(primaryId: string, otherId: string): Promise<string>
  /** The CRM does not show the deal to us any more, although it is there. */
  hideDeal?(id: string): Promise<void>
  /** What the CRM's own deal record shows of the partner side. */
  partnerFieldsOf(id: string): Promise<DealFields>
  /** What records of ours the CRM holds under the deal, in the order of their ids. */
  partnerRecordsOf?(id: string): Promise<KeptRecords>
  /** Fields of the customer's own, which hold what plans look at. */
  mapped: MappedBench
  details?: DetailBench
  payments?: PaymentBench
  /** The CRM converts by this rate from a day on: units of the currency for one of its own. */
  addRate?(currency: string, from: string, rate: string): Promise<void>
  /** The CRM account's own currency, and another one that deals may be in. */
  homeCurrency: string
  otherCurrency: string
  close(): Promise<void>
}

export interface MappedBench {
  /** An adapter that is told which of the CRM's fields hold what. */
  open(fields: DealFieldMapping): Crm
  /** The CRM's names of two fields that hold a number and of one that holds text. */
  fields: { acv: string; margin: string; region: string }
  /** Decimal text; null empties a field. Names are those of `fields`. */
  write(dealId: string, values: Record<string, string | null>): Promise<void>
  /** A field is there no more, or not to be seen by us. */
  withhold(name: string): Promise<void>
}

/** What a CRM keeps beside its deals. What is added is answered with the id under which it is read. */
export interface DetailBench {
  addLineItem(
    dealId: string,
    item: { code: string; name: string; quantity: string; price: string; currency?: string },
  ): Promise<string>
  changeLineItem(id: string, price: string): Promise<void>
  addPartner(dealId: string, partner: { accountId: string; role: string; primary: boolean }): Promise<string>
  addContact(dealId: string, contact: { name: string; role: string; primary: boolean }): Promise<string>
  remove(id: string): Promise<void>
  removeForGood(id: string): Promise<void>
}

/** What a CRM keeps of customers' money. Amounts are decimal text in the CRM account's own currency unless one is named. */
export interface PaymentBench {
  addPayment(payment: {
    amount: string
    currency?: string
    dealId?: string
    invoiceId?: string
    paidAt?: string
    status?: 'processing' | 'failed'
  }): Promise<string>
  /** Gives back so much of it in all. */
  refund(paymentId: string, refunded: string): Promise<void>
  addInvoice(invoice: {
    amount: string
    tax?: string
    number?: string
    dealId?: string
    paidAt?: string
    status?: 'open'
  }): Promise<string>
  removePayment(paymentId: string): Promise<void>
}

/** What one CRM can do and another cannot. A case that needs one of these is skipped under its name. */
export interface CrmCapabilities {
  /** A deal may belong to several accounts, one of them the primary one. */
  severalAccounts: boolean
  /** Two deals can be merged into one. */
  dealMerges: boolean
  /** An amount may have more decimals than its currency. */
  surplusDecimals: boolean
  /** Tells of what was purged, so that a deletion differs from a record that we may not see. */
  deletionLog: boolean
  /** What was archived appears among the changes. */
  archivedAmongChanges: boolean
  /** Holds credits and registrations as records of ours. */
  partnerRecords: boolean
  /** Keeps line items, partners of its own and contact roles beside a deal, and lets us read them. */
  dealDetails: boolean
  /** Tells the rates that it converts amounts by. */
  datedRates: boolean
  /** Keeps what customers paid, and lets us read it. */
  customerPayments: boolean
}

type DealFields = Omit<PartnerFields, 'dealExternalId' | 'credits' | 'registrations'>

/** The CRM shows the partner's name; our id of the partner stays with us. */
export interface KeptRecords {
  credits: Omit<CreditFields, 'partnerId'>[]
  registrations: Omit<RegistrationFields, 'partnerId'>[]
}

export interface NewDeal {
  name: string
  /** Decimal text; null for none. */
  amount: string | null
  currency?: string
  outcome: 'open' | 'won' | 'lost'
  closeDate?: string
  /** The first one is the primary one. */
  accountIds?: string[]
}

/** What every adapter promises, whichever CRM is behind it. */
export function describeCrmContract(
  name: string,
  capabilities: CrmCapabilities,
  makeBench: () => Promise<CrmBench>,
): void {
  const needing = (capability: keyof CrmCapabilities, promise: string, check: () => Promise<void>): void =>
    test.skipIf(!capabilities[capability])(`${promise} (${capability})`, check)

  describe(`${name} keeps the CRM port's promises:`, () => {
    let bench: CrmBench
    let account: string
    let otherAccount: string
    beforeAll(async () => {
      bench = await makeBench()
      account = await bench.createAccount({ name: 'Acme', domain: 'acme.example' })
      otherAccount = await bench.createAccount({ name: 'O\'Neil, "Sons" & Co\nHolding' })
    })
    afterAll(() => bench.close())

    const find = async (id: string) => {
      const [deal, ...more] = await bench.crm.findDeals([id])
      expect(more).toEqual([])
      if (!deal) throw new Error(`deal ${id} was not found`)
      return deal
    }

    test('says which account it is connected to, and its currency', async () => {
      const described = await bench.crm.describe()
      expect(described.externalAccountId).not.toBe('')
      expect(described.homeCurrency).toBe(bench.homeCurrency)
      expect(() => new Intl.DateTimeFormat('en', { timeZone: described.timeZone })).not.toThrow()
    })

    test('knows stages of every outcome, each once', async () => {
      const stages = await bench.crm.stages()
      expect(new Set(stages.map((stage) => stage.outcome))).toEqual(new Set(['open', 'won', 'lost']))
      expect(new Set(stages.map((stage) => `${stage.pipelineId} ${stage.stageId}`)).size).toBe(stages.length)
    })

    test('reads a deal with its exact amount, currency, outcome, stage and primary account', async () => {
      const id = await bench.createDeal({
        name: 'Exact',
        amount: '1234567.89',
        outcome: 'won',
        closeDate: '2026-03-31T12:00:00.000Z',
        accountIds: [account],
      })
      const deal = await find(id)
      const stages = await bench.crm.stages()
      expect(deal).toMatchObject({
        externalId: id,
        name: 'Exact',
        amount: { amountMinor: 123_456_789n, currency: bench.homeCurrency },
        amountProblem: null,
        outcome: 'won',
        accountExternalId: account,
        otherAccountExternalIds: [],
        state: 'active',
        mergedExternalIds: [],
      })
      expect(deal.closedAt?.toISOString().slice(0, 10)).toBe('2026-03-31')
      expect(stages).toContainEqual(
        expect.objectContaining({ stageId: deal.stageId, label: deal.stageLabel, outcome: 'won' }),
      )
    })

    test('offers numbers and texts for what plans look at, and nothing that it was given by us', async () => {
      const { acv, margin, region } = bench.mapped.fields
      await bench.crm.provisionFields()
      const choices = new Map((await bench.crm.dealFieldChoices()).map((choice) => [choice.name, choice]))
      expect(choices.get(acv)).toMatchObject({ type: 'number', label: expect.stringMatching(/./) })
      expect([choices.get(margin)?.type, choices.get(region)?.type]).toEqual(['number', 'text'])
      expect([...choices.keys()].filter((name) => /partner_desk/i.test(name))).toEqual([])
    })

    test('reads mapped fields in the deal’s currency however a deal is read, and nothing that is not mapped', async () => {
      const { open, fields, write } = bench.mapped
      const crm = open({ firstYearAcv: fields.acv, grossMargin: fields.margin, region: fields.region })
      const filled = await bench.createDeal({
        name: 'Mapped',
        amount: '1.00',
        currency: bench.otherCurrency,
        outcome: 'open',
      })
      await write(filled, { [fields.acv]: '1234567.89', [fields.margin]: '-10', [fields.region]: 'EMEA' })
      const empty = await bench.createDeal({ name: 'Unfilled', amount: '1.00', outcome: 'open' })
      const expected = {
        firstYearAcv: { amountMinor: 123_456_789n, currency: bench.otherCurrency },
        grossMargin: { amountMinor: -1_000n, currency: bench.otherCurrency },
        region: 'EMEA',
        fieldProblems: {},
      }
      const nothing = { firstYearAcv: null, grossMargin: null, region: null, fieldProblems: {} }
      const named = (deals: Deal[]) => new Map(deals.map((deal) => [deal.externalId, deal]))
      const found = named(await crm.findDeals([filled, empty]))
      expect(found.get(filled)).toMatchObject(expected)
      expect(found.get(empty)).toMatchObject(nothing)
      expect(named((await all(crm.allDeals())).flatMap(({ records }) => records)).get(filled)).toMatchObject(
        expected,
      )
      const unmapped = named(await bench.crm.findDeals([filled]))
      expect(unmapped.get(filled)).toMatchObject(nothing)
    })

    test('shows a deal among the changes when a mapped field was changed or emptied', async () => {
      const { open, fields, write } = bench.mapped
      const crm = open({ firstYearAcv: fields.acv })
      const id = await bench.createDeal({ name: 'Grows', amount: '1.00', outcome: 'open' })
      await write(id, { [fields.acv]: '100' })
      const { modifiedAt } = await find(id)
      if (!modifiedAt) throw new Error('the CRM gave no modification date')
      const since = async () => {
        const changed = (await all(crm.changedDeals(modifiedAt))).flatMap((page) => page.records)
        return changed.filter((deal) => deal.externalId === id).map((deal) => deal.firstYearAcv)
      }
      await write(id, { [fields.acv]: '250.5' })
      expect(await since()).toEqual([{ amountMinor: 25_050n, currency: bench.homeCurrency }])
      await write(id, { [fields.acv]: null })
      expect(await since()).toEqual([null])
    })

    test('goes on without a mapped field that is gone, and says which one and who can mend it', async () => {
      const { open, fields, write, withhold } = bench.mapped
      const mapping = { grossMargin: fields.margin, region: fields.region }
      const id = await bench.createDeal({ name: 'Withheld', amount: '7.00', outcome: 'open' })
      await write(id, { [fields.margin]: '3', [fields.region]: 'EMEA' })
      // One that has read with the field, and one that has never seen it.
      const before = open(mapping)
      expect((await before.findDeals([id]))[0]?.grossMargin?.amountMinor).toBe(300n)
      await withhold(fields.margin)
      for (const crm of [before, open(mapping)]) {
        const listed = (await all(crm.allDeals())).flatMap((page) => page.records)
        expect(listed.find((deal) => deal.externalId === id)).toMatchObject({
          amount: { amountMinor: 700n },
          grossMargin: null,
          region: 'EMEA',
          fieldProblems: { grossMargin: expect.stringContaining(fields.margin) },
        })
      }
    })

    needing('severalAccounts', 'tells the primary account of a deal from its others', async () => {
      const id = await bench.createDeal({
        name: 'Shared',
        amount: null,
        outcome: 'open',
        accountIds: [otherAccount, account],
      })
      expect(await find(id)).toMatchObject({
        accountExternalId: otherAccount,
        otherAccountExternalIds: [account],
      })
    })

    test('keeps a missing amount missing, and an amount in another currency in that currency', async () => {
      const none = await find(await bench.createDeal({ name: 'None', amount: null, outcome: 'open' }))
      expect(none).toMatchObject({ amount: null, currency: bench.homeCurrency, amountProblem: null })
      const other = await bench.createDeal({
        name: 'Other',
        amount: '10.00',
        currency: bench.otherCurrency,
        outcome: 'lost',
      })
      expect(await find(other)).toMatchObject({
        amount: { amountMinor: 1_000n, currency: bench.otherCurrency },
        outcome: 'lost',
      })
    })

    needing('surplusDecimals', 'says why an amount cannot be used, and keeps its text', async () => {
      const deal = await find(await bench.createDeal({ name: 'Odd', amount: '10.005', outcome: 'open' }))
      expect(deal.amount).toBeNull()
      expect(deal.amountText).toBe('10.005')
      expect(deal.amountProblem).toContain('decimals')
    })

    test('reads accounts as they are written', async () => {
      const [found] = await bench.crm.findAccounts([otherAccount])
      expect(found).toMatchObject({ name: 'O\'Neil, "Sons" & Co\nHolding', domain: null, state: 'active' })
      expect((await bench.crm.findAccounts([account]))[0]).toMatchObject({ domain: 'acme.example' })
    })

    test('finds an archived deal as archived, and one that is gone not at all', async () => {
      const archived = await bench.createDeal({ name: 'Archived', amount: '1.00', outcome: 'open' })
      const gone = await bench.createDeal({ name: 'Gone', amount: '1.00', outcome: 'open' })
      await bench.archiveDeal(archived)
      await bench.deleteDealForGood(gone)
      const found = await bench.crm.findDeals([archived, gone])
      expect(found.map((deal) => [deal.externalId, deal.state])).toEqual([[archived, 'archived']])
    })

    needing('dealMerges', 'answers for merged deals with the survivor, which names them', async () => {
      if (!bench.mergeDeals) throw new Error('the bench cannot merge deals')
      const primary = await bench.createDeal({ name: 'Primary', amount: '1.00', outcome: 'open' })
      const other = await bench.createDeal({ name: 'Other', amount: '2.00', outcome: 'open' })
      const survivor = await bench.mergeDeals(primary, other)
      const found = await bench.crm.findDeals([primary, other])
      expect(found.map((deal) => deal.externalId)).toEqual([survivor])
      const named = [survivor, ...(found[0]?.mergedExternalIds ?? [])]
      expect(named).toEqual(expect.arrayContaining([primary, other]))
    })

    test('answers for merged accounts with the survivor, which names them', async () => {
      const primary = await bench.createAccount({ name: 'Primary' })
      const other = await bench.createAccount({ name: 'Other' })
      const survivor = await bench.mergeAccounts(primary, other)
      const found = await bench.crm.findAccounts([primary, other])
      expect(found.map((merged) => [merged.externalId, merged.state])).toEqual([[survivor, 'active']])
      const named = [survivor, ...(found[0]?.mergedExternalIds ?? [])]
      expect(named).toEqual(expect.arrayContaining([primary, other]))
    })

    needing('deletionLog', 'tells a deleted deal from one that is there but hidden from us', async () => {
      if (!bench.hideDeal) throw new Error('the bench cannot hide a deal')
      const hidden = await bench.createDeal({ name: 'Hidden', amount: '1.00', outcome: 'open' })
      const gone = await bench.createDeal({ name: 'Gone', amount: '1.00', outcome: 'open' })
      await bench.hideDeal(hidden)
      await bench.deleteDealForGood(gone)
      expect(await bench.crm.findDeals([hidden, gone])).toEqual([])
      expect(await bench.crm.deletedAmong('deal', [hidden, gone])).toEqual([gone])
      expect(await bench.crm.deletedAmong('account', [hidden, gone])).toEqual([])
    })

    test('names nothing as deleted of which the CRM does not say so', async () => {
      const there = await bench.createDeal({ name: 'There', amount: '1.00', outcome: 'open' })
      expect(await bench.crm.deletedAmong('deal', [there])).toEqual([])
      expect(await bench.crm.deletedAmong('deal', [])).toEqual([])
    })

    test('lists every deal once, archived ones last, and goes on after any page', async () => {
      for (let i = 0; i < 230; i++) {
        await bench.createDeal({
          name: `Listed ${i}`,
          amount: String(i),
          outcome: 'open',
          accountIds: [account],
        })
      }
      const pages = await all(bench.crm.allDeals())
      const listed = pages.flatMap((page) => page.records)
      expect(new Set(listed.map((deal) => deal.externalId)).size).toBe(listed.length)
      expect(listed.filter((deal) => deal.name.startsWith('Listed'))).toHaveLength(230)
      expect(listed.filter((deal) => deal.name === 'Listed 7')[0]?.accountExternalId).toBe(account)
      const states = listed.map((deal) => deal.state)
      expect(states.lastIndexOf('active')).toBeLessThan(states.indexOf('archived'))
      for (const [index, page] of pages.entries()) {
        const rest = (await all(bench.crm.allDeals(page.resume))).flatMap((later) => later.records)
        const expected = pages.slice(index + 1).flatMap((later) => later.records)
        expect(rest.map((deal) => deal.externalId)).toEqual(expected.map((deal) => deal.externalId))
      }
    })

    test('shows what was changed since an instant of its own clock, oldest first, and only that', async () => {
      const untouched = await bench.createDeal({ name: 'Untouched', amount: '1.00', outcome: 'open' })
      const first = await bench.createDeal({ name: 'First', amount: '1.00', outcome: 'open' })
      const second = await bench.createDeal({ name: 'Second', amount: '1.00', outcome: 'open' })
      const { modifiedAt } = await find(untouched)
      if (!modifiedAt) throw new Error('the CRM gave no modification date')
      const since = new Date(modifiedAt.getTime() + 1_000)
      await expect.poll(() => Date.now(), { timeout: 5_000 }).toBeGreaterThan(since.getTime())
      await bench.changeDeal(second, { amount: '22.00' })
      await bench.changeDeal(first, { outcome: 'won' })
      const changed = (await all(bench.crm.changedDeals(since))).flatMap((page) => page.records)
      expect(changed.map((deal) => deal.externalId)).toEqual([second, first])
      expect(changed[0]?.amount?.amountMinor).toBe(2_200n)
      expect(changed[1]?.outcome).toBe('won')
      expect((await all(bench.crm.changedAccounts(since))).flatMap((page) => page.records)).toEqual([])
    })

    needing('archivedAmongChanges', 'shows what was archived among the changes', async () => {
      const id = await bench.createDeal({ name: 'Binned', amount: '1.00', outcome: 'open' })
      const { modifiedAt } = await find(id)
      if (!modifiedAt) throw new Error('the CRM gave no modification date')
      await bench.archiveDeal(id)
      const changed = (await all(bench.crm.changedDeals(modifiedAt))).flatMap((page) => page.records)
      expect(changed.filter((deal) => deal.externalId === id).map(({ state }) => state)).toEqual(['archived'])
    })

    test('dates a page not later than it was read', async () => {
      for (const page of await all(bench.crm.allDeals())) {
        expect(page.answeredAt.getTime()).toBeLessThanOrEqual(Date.now() + 1_000)
        expect(page.answeredAt.getTime()).toBeGreaterThan(Date.now() - 600_000)
      }
    })

    test('writes partner fields, twice with the same result, and empties them again', async () => {
      const id = await bench.createDeal({ name: 'Written', amount: '1.00', outcome: 'open' })
      const fields = {
        partnerName: 'Northwind Consulting; Brightpath Systems',
        partnerRole: 'Sourced; Influenced',
        registrationStatus: 'Approved',
        protectedUntil: '2026-06-30',
        commissionAmount: '7200.00',
      }
      // Without having been provisioned: an admin may delete the fields at any time.
      expect(await bench.crm.writePartnerFields([{ dealExternalId: id, ...fields, ...noRecords }])).toEqual(
        [],
      )
      await bench.crm.provisionFields()
      expect(await bench.crm.writePartnerFields([{ dealExternalId: id, ...fields, ...noRecords }])).toEqual(
        [],
      )
      expect(await bench.partnerFieldsOf(id)).toEqual(fields)
      const nothing = {
        partnerName: '',
        partnerRole: '',
        registrationStatus: '',
        protectedUntil: '',
        commissionAmount: '',
      }
      await bench.crm.writePartnerFields([{ dealExternalId: id, ...nothing, ...noRecords }])
      expect(await bench.partnerFieldsOf(id)).toEqual(nothing)
    })

    test('reports a deal that is gone and one that is refused, and writes the others', async () => {
      const fine = await bench.createDeal({ name: 'Fine', amount: '1.00', outcome: 'open' })
      const refused = await bench.createDeal({ name: 'Refused', amount: '1.00', outcome: 'open' })
      const gone = await bench.createDeal({ name: 'Gone', amount: '1.00', outcome: 'open' })
      await bench.deleteDealForGood(gone)
      const fields = {
        partnerName: 'Northwind',
        partnerRole: 'Sourced',
        registrationStatus: '',
        protectedUntil: '',
      }
      const problems = await bench.crm.writePartnerFields([
        { dealExternalId: gone, ...fields, ...noRecords, commissionAmount: '1.00' },
        { dealExternalId: fine, ...fields, ...noRecords, commissionAmount: '2.00' },
        { dealExternalId: refused, ...fields, ...noRecords, commissionAmount: 'not a number' },
      ])
      expect(problems.map(({ dealExternalId, gone: isGone }) => [dealExternalId, isGone]).sort()).toEqual(
        [
          [gone, true],
          [refused, false],
        ].sort(),
      )
      expect(await bench.partnerFieldsOf(fine)).toMatchObject({ commissionAmount: '2.00' })
    })

    needing('partnerRecords', 'keeps each credit and registration as one record and follows it', async () => {
      if (!bench.partnerRecordsOf) throw new Error('the bench shows no partner records')
      const id = await bench.createDeal({ name: 'Credited', amount: '1.00', outcome: 'open' })
      const update = {
        dealExternalId: id,
        partnerName: 'Northwind',
        partnerRole: 'Sourced',
        registrationStatus: 'Approved',
        protectedUntil: '2026-06-30',
        commissionAmount: '72.00',
      }
      const credit = {
        id: '01900000-0000-7000-8000-000000000001',
        partnerName: 'Northwind',
        role: 'Sourced',
        programme: 'Gold referral',
        status: 'Active',
        since: '2026-03-01T10:00:00.000Z',
        commissionAmount: '72.00',
      }
      const registration = {
        id: '01900000-0000-7000-8000-000000000002',
        partnerName: 'Northwind',
        status: 'Submitted',
        submittedAt: '2026-02-27T10:00:00.000Z',
        slaDueAt: '2026-03-03T10:00:00.000Z',
        decidedAt: '',
        protectedUntil: '',
      }
      const partnerId = '01900000-0000-7000-8000-0000000000aa'
      const written = ({ credits, registrations }: KeptRecords): PartnerFields => ({
        ...update,
        credits: credits.map((kept) => ({ ...kept, partnerId })),
        registrations: registrations.map((kept) => ({ ...kept, partnerId })),
      })
      const records = { credits: [credit], registrations: [registration] }
      expect(await bench.crm.writePartnerFields([written(records)])).toEqual([])
      expect(await bench.crm.writePartnerFields([written(records)])).toEqual([])
      expect(await bench.partnerRecordsOf(id)).toEqual(records)
      const later = {
        credits: [{ ...credit, status: 'Removed', commissionAmount: '' }],
        registrations: [{ ...registration, status: 'Approved', decidedAt: '2026-03-01T10:00:00.000Z' }],
      }
      expect(await bench.crm.writePartnerFields([written(later)])).toEqual([])
      expect(await bench.partnerRecordsOf(id)).toEqual(later)
    })

    const detailsOf = (): DetailBench => {
      if (!bench.details) throw new Error('the bench keeps no details')
      return bench.details
    }

    needing('dealDetails', 'lists line items, partners and contact roles as they are written', async () => {
      const { addLineItem, addPartner, addContact } = detailsOf()
      const deal = await bench.createDeal({ name: 'Detailed', amount: '1.00', outcome: 'open' })
      const item = { code: 'PD-1', name: 'Desk, "large"\nwith drawers', quantity: '2.5', price: '1234567.89' }
      const itemId = await addLineItem(deal, item)
      const foreign = await addLineItem(deal, { ...item, quantity: '1', price: '10.00', currency: 'EUR' })
      const partnerId = await addPartner(deal, { accountId: account, role: 'Reseller', primary: true })
      const contactId = await addContact(deal, { name: "Kim O'Hara", role: 'Decision Maker', primary: false })
      const listed = async (kind: DetailKind) =>
        (await all(bench.crm.allDetails(kind)))
          .flatMap((page) => page.records)
          .filter((detail) => detail.dealExternalId === deal)
      const common = { dealExternalId: deal, modifiedAt: expect.any(Date) }
      const sold = {
        kind: 'line_item',
        ...common,
        productCode: 'PD-1',
        productName: item.name,
        amountProblem: null,
      }
      const items = await listed('line_item')
      expect(items).toHaveLength(2)
      expect(items).toContainEqual({
        ...sold,
        externalId: itemId,
        quantity: '2.5',
        amount: { amountMinor: 123_456_789n, currency: bench.homeCurrency },
        currency: bench.homeCurrency,
      })
      expect(items).toContainEqual({
        ...sold,
        externalId: foreign,
        quantity: '1',
        amount: { amountMinor: 1_000n, currency: 'EUR' },
        currency: 'EUR',
      })
      expect(await listed('native_partner')).toEqual([
        {
          kind: 'native_partner',
          ...common,
          externalId: partnerId,
          accountExternalId: account,
          role: 'Reseller',
          primary: true,
        },
      ])
      expect(await listed('contact_role')).toEqual([
        {
          kind: 'contact_role',
          ...common,
          externalId: contactId,
          contactExternalId: expect.any(String),
          contactName: "Kim O'Hara",
          role: 'Decision Maker',
          primary: false,
        },
      ])
    })

    needing(
      'dealDetails',
      'shows details that were added, changed and deleted since an instant',
      async () => {
        const { addLineItem, changeLineItem, addPartner, addContact, remove, removeForGood } = detailsOf()
        const deal = await bench.createDeal({ name: 'Detailed', amount: '1.00', outcome: 'open' })
        const item = { code: 'PD-1', name: 'Desk', quantity: '1', price: '5.00' }
        const untouched = await addLineItem(deal, item)
        const changed = await addLineItem(deal, item)
        const partner = await addPartner(deal, { accountId: account, role: 'Reseller', primary: true })
        const binned = await addContact(deal, { name: 'Kim', role: 'Influencer', primary: false })
        const purged = await addContact(deal, { name: 'Lee', role: 'Influencer', primary: false })
        const [latest] = (await all(bench.crm.allDetails('contact_role')))
          .flatMap((page) => page.records)
          .filter((detail) => detail.externalId === purged)
        if (!latest?.modifiedAt) throw new Error('the CRM gave no modification date')
        const since = new Date(latest.modifiedAt.getTime() + 1_000)
        await changeLineItem(changed, '7.00')
        await remove(partner)
        await remove(binned)
        await removeForGood(purged)
        const second = await addPartner(deal, { accountId: otherAccount, role: 'Advisor', primary: false })
        const changes = async (kind: DetailKind) =>
          new Map(
            (await all(bench.crm.changedDetails(kind, since)))
              .flatMap((page) => page.records)
              .map((detail) => [detail.externalId, detail]),
          )
        const items = await changes('line_item')
        expect(items.has(untouched)).toBe(false)
        expect(items.get(changed)).toMatchObject({ amount: { amountMinor: 700n } })
        const partners = await changes('native_partner')
        expect(partners.get(partner)).toEqual({ kind: 'gone', externalId: partner })
        expect(partners.get(second)).toMatchObject({ role: 'Advisor', accountExternalId: otherAccount })
        const contacts = await changes('contact_role')
        expect([contacts.get(binned)?.kind, contacts.get(purged)?.kind]).toEqual(['gone', 'gone'])
      },
    )

    needing('datedRates', 'tells each rate exactly, from its day until the day of the next', async () => {
      if (!bench.addRate) throw new Error('the bench keeps no rates')
      await bench.addRate('GBP', '2026-01-01', '0.7812345678901234')
      await bench.addRate('GBP', '2026-04-01', '0.8')
      const rates = await bench.crm.datedRates()
      expect(rates?.corporateCurrency).toBe(bench.homeCurrency)
      expect(rates?.rates.filter(({ currency }) => currency === 'GBP')).toEqual([
        {
          currency: 'GBP',
          from: '2026-01-01',
          until: '2026-04-01',
          unitsPerCorporateUnit: '0.7812345678901234',
        },
        { currency: 'GBP', from: '2026-04-01', until: null, unitsPerCorporateUnit: '0.8' },
      ])
      // A currency without dates has its one rate for all days.
      expect(rates?.rates).toContainEqual({
        currency: bench.homeCurrency,
        from: null,
        until: null,
        unitsPerCorporateUnit: '1',
      })
    })

    const payments = () => {
      if (!bench.payments || !bench.crm.customerPayments) throw new Error('the bench keeps no payments')
      return { ...bench.payments, ...read(bench.crm.customerPayments) }
    }
    const read = (of: NonNullable<Crm['customerPayments']>) => ({
      listed: async (object: PaymentObject) => byId(await all(of.all(object))),
      changedSince: async (object: PaymentObject, since: Date) => byId(await all(of.changed(object, since))),
    })
    const byId = (pages: SyncPage<CrmPayment>[]) =>
      new Map(pages.flatMap((page) => page.records).map((payment) => [payment.externalId, payment]))

    needing('customerPayments', 'reads a payment exactly, with its deal and invoice', async () => {
      const { addPayment, addInvoice, listed } = payments()
      const deal = await bench.createDeal({ name: 'Paid', amount: '1200.00', outcome: 'won' })
      const invoice = await addInvoice({ amount: '1200.00', tax: '200.00', number: 'INV-7', dealId: deal })
      const id = await addPayment({
        amount: '600.00',
        dealId: deal,
        invoiceId: invoice,
        paidAt: '2026-03-01T09:00:00.000Z',
      })
      expect((await listed('payment')).get(id)).toEqual({
        object: 'payment',
        externalId: id,
        dealExternalId: deal,
        invoiceExternalIds: [invoice],
        invoiceNumber: 'INV-7',
        amount: { amountMinor: 60_000n, currency: bench.homeCurrency },
        taxMinor: 10_000n,
        status: 'succeeded',
        refundedMinor: 0n,
        paidAt: new Date('2026-03-01T09:00:00.000Z'),
        modifiedAt: expect.any(Date),
        problem: null,
      })
    })

    needing(
      'customerPayments',
      'finds the deal of a payment through its invoice, and none where it is linked with nothing',
      async () => {
        const { addPayment, addInvoice, listed } = payments()
        const deal = await bench.createDeal({ name: 'Invoiced', amount: '10.00', outcome: 'won' })
        const invoiceId = await addInvoice({ amount: '10.00', dealId: deal, status: 'open' })
        const through = await addPayment({ amount: '10.00', invoiceId })
        const loose = await addPayment({ amount: '10.00' })
        const found = await listed('payment')
        expect([through, loose].map((id) => found.get(id)?.dealExternalId)).toEqual([deal, null])
      },
    )

    needing(
      'customerPayments',
      'counts an invoice as a payment only when it was paid and no payment pays it',
      async () => {
        const { addPayment, addInvoice, removePayment, listed } = payments()
        const deal = await bench.createDeal({ name: 'Outside', amount: '10.00', outcome: 'won' })
        const paid = { amount: '10.00', tax: '1.00', dealId: deal, paidAt: '2026-04-01T09:00:00.000Z' }
        const outside = await addInvoice(paid)
        const covered = await addInvoice(paid)
        await addPayment({ amount: '10.00', invoiceId: covered })
        const tried = await addInvoice(paid)
        await addPayment({ amount: '10.00', invoiceId: tried, status: 'failed' })
        const deleted = await addInvoice(paid)
        await removePayment(await addPayment({ amount: '10.00', invoiceId: deleted }))
        const unpaid = await addInvoice({ amount: '10.00', dealId: deal, status: 'open' })
        const found = await listed('invoice')
        const statuses = [outside, covered, tried, deleted, unpaid].map((id) => found.get(id)?.status)
        expect(statuses).toEqual(['succeeded', 'failed', 'succeeded', 'succeeded', 'failed'])
        expect(found.get(outside)).toMatchObject({
          dealExternalId: deal,
          amount: { amountMinor: 1_000n, currency: bench.homeCurrency },
          taxMinor: 100n,
          paidAt: new Date(paid.paidAt),
          problem: null,
        })
      },
    )

    needing(
      'customerPayments',
      'tells among the changes what was given back so far, and what failed or is under way',
      async () => {
        const { addPayment, refund, removePayment, changedSince, listed } = payments()
        const partly = await addPayment({ amount: '10.00' })
        const wholly = await addPayment({ amount: '10.00' })
        const untouched = await addPayment({ amount: '10.00' })
        const latest = (await listed('payment')).get(untouched)?.modifiedAt
        const since = new Date((latest?.getTime() ?? 0) + 1)
        await refund(partly, '2.50')
        await refund(partly, '4.00')
        await refund(wholly, '10.00')
        const failed = await addPayment({ amount: '10.00', status: 'failed' })
        const underWay = await addPayment({ amount: '10.00', status: 'processing' })
        const changes = await changedSince('payment', since)
        expect(changes.has(untouched)).toBe(false)
        expect(changes.get(partly)).toMatchObject({ status: 'partially_refunded', refundedMinor: 400n })
        expect(changes.get(wholly)).toMatchObject({ status: 'refunded', refundedMinor: 1_000n })
        expect([failed, underWay].map((id) => changes.get(id)?.status)).toEqual(['failed', 'pending'])
        await removePayment(untouched)
        expect((await listed('payment')).get(untouched)?.status).toBe('failed')
      },
    )

    needing('customerPayments', 'says of a payment that it cannot read what is wrong with it', async () => {
      const { addPayment, listed } = payments()
      const surplus = await addPayment({ amount: '10.001' })
      expect((await listed('payment')).get(surplus)).toMatchObject({
        amount: null,
        problem: expect.stringContaining('10.001'),
      })
    })

    test('counts its calls by kind', () => {
      expect(Object.values(bench.crm.calls).reduce((sum, calls) => sum + calls, 0)).toBeGreaterThan(10)
    })
  })
}

const noRecords = { credits: [], registrations: [] }

async function all<T>(pages: AsyncIterable<SyncPage<T>>): Promise<SyncPage<T>[]> {
  const read: SyncPage<T>[] = []
  for await (const page of pages) read.push(page)
  return read
}
