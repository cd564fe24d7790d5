import { afterEach, describe, expect, test } from 'vitest'
import type { Org } from '../simulators/salesforce/org.ts'
import {
  LONG_AGO,
  type SalesforceBench,
  callsOf,
  pagesOf,
  recordsOf,
  startSalesforceBench,
} from '../support/salesforce-bench.ts'

let bench: SalesforceBench
afterEach(() => bench.close())

/** One opportunity with so many products on it. */
async function orgWith(products: number, prepare?: (org: Org) => void): Promise<string> {
  let deal = ''
  bench = await startSalesforceBench({
    seed: (org) => {
      prepare?.(org)
      deal = org.createOpportunity({ Name: 'Deal' }, LONG_AGO).id
      for (let i = 0; i < products; i++) {
        const values = { OpportunityId: deal, Name: `Deal Desk ${i}`, Quantity: '1', TotalPrice: `${i}.25` }
        org.create('OpportunityLineItem', values, LONG_AGO)
      }
    },
  })
  return deal
}

const addContact = (org: Org, deal: string, name: string) => {
  const contact = org.create('Contact', { LastName: name, Name: name }, LONG_AGO)
  org.create('OpportunityContactRole', { OpportunityId: deal, ContactId: contact.id }, LONG_AGO)
}

describe('what a listing of details costs', () => {
  test('two calls for a page of them, and one for what changed since', async () => {
    await orgWith(1_000)
    const crm = bench.open()
    const [page] = await pagesOf(crm.allDetails('line_item'))
    expect(page).toMatchObject({ total: 1_000 })
    expect(page?.records).toHaveLength(1_000)
    // What the amounts are in costs calls of its own, as it does for deals.
    const home = (crm.calls['user_info'] ?? 0) + (crm.calls['organization'] ?? 0)
    const before = callsOf(crm)
    expect(before - home).toBeLessThanOrEqual(3)
    expect(await recordsOf(crm.changedDetails('line_item', page?.answeredAt ?? new Date(0)))).toEqual([])
    expect(callsOf(crm) - before).toBe(1)
    // A later sync has another adapter, which need not describe anything again.
    const later = bench.open()
    expect(await recordsOf(later.changedDetails('line_item', page?.answeredAt ?? new Date(0)))).toEqual([])
    expect(callsOf(later)).toBe(1)
  })

  test('a job for many, which is taken up behind any page, without those in the recycle bin', async () => {
    await orgWith(5_000)
    const [binned] = bench.org.active('OpportunityLineItem')
    bench.org.delete(binned?.id ?? '')
    const pages = await pagesOf(bench.open().allDetails('line_item'))
    const ids = pages.flatMap((page) => page.records.map(({ externalId }) => externalId))
    expect(new Set(ids).size).toBe(4_999)
    expect(ids).not.toContain(binned?.id)
    for (const [index, page] of pages.entries()) {
      const rest = await recordsOf(bench.open().allDetails('line_item', page.resume))
      expect(rest.map(({ externalId }) => externalId)).toEqual(
        pages.slice(index + 1).flatMap((later) => later.records.map(({ externalId }) => externalId)),
      )
    }
    expect(bench.bulkJobs.count()).toBe(1)
  })

  test('thousands of changes come over several pages, each once', async () => {
    await orgWith(4_100)
    const since = new Date(Date.now() - 3 * 365 * 86_400_000)
    const changed = await recordsOf(bench.open().changedDetails('line_item', since))
    expect(changed).toHaveLength(4_100)
    expect(new Set(changed.map(({ externalId }) => externalId)).size).toBe(4_100)
  })
})

describe('what the connected user may not see', () => {
  test('an object without permission is refused by name, with who can mend it, and the others are read', async () => {
    const deal = await orgWith(1)
    addContact(bench.org, deal, 'Kim')
    bench.org.visibility.hideObject('OpportunityLineItem')
    const crm = bench.open()
    for (const reading of [crm.allDetails('line_item'), crm.changedDetails('line_item', new Date())]) {
      await expect(recordsOf(reading)).rejects.toMatchObject({
        code: 'forbidden',
        message: expect.stringMatching(/OpportunityLineItem.*A Salesforce admin/),
      })
    }
    expect(await recordsOf(crm.allDetails('contact_role'))).toMatchObject([{ contactName: 'Kim' }])
  })

  test('an object that is hidden while we remember it is refused the same way', async () => {
    await orgWith(1)
    expect(await recordsOf(bench.open().allDetails('line_item'))).toHaveLength(1)
    bench.org.visibility.hideObject('OpportunityLineItem')
    const changes = bench.open().changedDetails('line_item', new Date(Date.now() - 600_000))
    await expect(recordsOf(changes)).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('a hidden price is a problem, not a zero, and is read again when it is opened', async () => {
    await orgWith(1)
    bench.org.hideField('OpportunityLineItem.TotalPrice')
    expect(await recordsOf(bench.open().allDetails('line_item'))).toMatchObject([
      { amount: null, amountProblem: expect.stringContaining('TotalPrice') },
    ])
    bench.org.visibility.openField('OpportunityLineItem.TotalPrice')
    expect(await recordsOf(bench.open().allDetails('line_item'))).toMatchObject([
      { amount: { amountMinor: 25n }, amountProblem: null },
    ])
  })

  test('people without a name that we may see keep their role', async () => {
    const deal = await orgWith(0)
    addContact(bench.org, deal, 'Kim')
    bench.org.visibility.hideObject('Contact')
    expect(await recordsOf(bench.open().allDetails('contact_role'))).toMatchObject([
      { contactExternalId: expect.stringMatching(/^003/), contactName: null },
    ])
  })
})

describe('exchange rates', () => {
  test('cost an org with one currency no call, and it has none', async () => {
    await orgWith(0)
    const crm = bench.open()
    await crm.stages()
    const before = callsOf(crm)
    expect(await crm.datedRates()).toBeNull()
    expect(callsOf(crm)).toBe(before)
  })

  test('come by one call, thousands of them by one more for every 2,000', async () => {
    await orgWith(0, (org) => org.enableMultiCurrency())
    bench.org.addCurrency('EUR', '0.9')
    bench.org.addCurrency('CHF', '0.81')
    const day = (index: number) => new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10)
    const crm = bench.open()
    await crm.stages()
    const before = callsOf(crm)
    expect((await crm.datedRates())?.rates.map(({ currency, from }) => [currency, from])).toEqual([
      ['CHF', null],
      ['EUR', null],
      ['USD', null],
    ])
    expect(callsOf(crm) - before).toBe(1)
    for (let i = 0; i < 2_100; i++) bench.org.addDatedRate('EUR', day(i), `0.${9_000 + i}`)
    const euro = (await crm.datedRates())?.rates.filter(({ currency }) => currency === 'EUR') ?? []
    expect(euro).toHaveLength(2_100)
    for (const [index, rate] of euro.entries()) expect(rate.until).toBe(euro[index + 1]?.from ?? null)
    expect(callsOf(crm) - before).toBe(3)
  })
})
