import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Crm, PartnerFields, SyncPage } from '../../connectors/crm.port.ts'

/** A CRM that holds what the test puts in, in the product's words, and the adapter over it. */
export interface CrmBench {
  crm: Crm
  createAccount(account: { name: string; domain?: string }): Promise<string>
  createDeal(deal: NewDeal): Promise<string>
  changeDeal(id: string, deal: Partial<NewDeal>): Promise<void>
  archiveDeal(id: string): Promise<void>
  deleteDealForGood(id: string): Promise<void>
  /** Returns the id under which the merged deal lives on. */
  mergeDeals(primaryId: string, otherId: string): Promise<string>
  /** What the CRM's own deal record shows of the partner side. */
  partnerFieldsOf(id: string): Promise<Omit<PartnerFields, 'dealExternalId'>>
  /** The CRM account's own currency, and another one that deals may be in. */
  homeCurrency: string
  otherCurrency: string
  close(): Promise<void>
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
export function describeCrmContract(name: string, makeBench: () => Promise<CrmBench>): void {
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
        accountIds: [account, otherAccount],
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
        otherAccountExternalIds: [otherAccount],
        state: 'active',
        mergedExternalIds: [],
      })
      expect(deal.closedAt?.toISOString().slice(0, 10)).toBe('2026-03-31')
      expect(stages).toContainEqual(
        expect.objectContaining({ stageId: deal.stageId, label: deal.stageLabel, outcome: 'won' }),
      )
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

    test('says why an amount cannot be used, and keeps its text', async () => {
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

    test('answers for merged deals with the survivor, which names them', async () => {
      const primary = await bench.createDeal({ name: 'Primary', amount: '1.00', outcome: 'open' })
      const other = await bench.createDeal({ name: 'Other', amount: '2.00', outcome: 'open' })
      const survivor = await bench.mergeDeals(primary, other)
      const found = await bench.crm.findDeals([primary, other])
      expect(found.map((deal) => deal.externalId)).toEqual([survivor])
      const named = [survivor, ...(found[0]?.mergedExternalIds ?? [])]
      expect(named).toEqual(expect.arrayContaining([primary, other]))
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
      expect(await bench.crm.writePartnerFields([{ dealExternalId: id, ...fields }])).toEqual([])
      await bench.crm.provisionFields()
      expect(await bench.crm.writePartnerFields([{ dealExternalId: id, ...fields }])).toEqual([])
      expect(await bench.partnerFieldsOf(id)).toEqual(fields)
      const nothing = {
        partnerName: '',
        partnerRole: '',
        registrationStatus: '',
        protectedUntil: '',
        commissionAmount: '',
      }
      await bench.crm.writePartnerFields([{ dealExternalId: id, ...nothing }])
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
        { dealExternalId: gone, ...fields, commissionAmount: '1.00' },
        { dealExternalId: fine, ...fields, commissionAmount: '2.00' },
        { dealExternalId: refused, ...fields, commissionAmount: 'not a number' },
      ])
      expect(problems.map(({ dealExternalId, gone: isGone }) => [dealExternalId, isGone]).sort()).toEqual(
        [
          [gone, true],
          [refused, false],
        ].sort(),
      )
      expect(await bench.partnerFieldsOf(fine)).toMatchObject({ commissionAmount: '2.00' })
    })

    test('counts its calls by kind', () => {
      expect(Object.values(bench.crm.calls).reduce((sum, calls) => sum + calls, 0)).toBeGreaterThan(10)
    })
  })
}

async function all<T>(pages: AsyncIterable<SyncPage<T>>): Promise<SyncPage<T>[]> {
  const read: SyncPage<T>[] = []
  for await (const page of pages) read.push(page)
  return read
}
