import { afterEach, describe, expect, test } from 'vitest'
import type { PartnerFields } from '../../connectors/crm.port.ts'
import type { ServeOptions } from '../simulators/salesforce/serve.ts'
import { type SalesforceBench, callsOf, startSalesforceBench } from '../support/salesforce-bench.ts'

let bench: SalesforceBench
afterEach(() => bench.close())

async function orgWith(opportunities: number, options: ServeOptions = {}): Promise<string[]> {
  bench = await startSalesforceBench(options)
  const accounts = ['A', 'B', 'C'].map((Name) => bench.org.createAccount({ Name }).id)
  return Array.from({ length: opportunities }, (_, i) => {
    const AccountId = accounts[i % accounts.length] ?? null
    return bench.org.createOpportunity({ Name: `Deal ${i}`, AccountId }).id
  })
}

const fieldsFor = (dealExternalId: string, more: Partial<PartnerFields> = {}): PartnerFields => ({
  dealExternalId,
  partnerName: 'Northwind',
  partnerRole: 'Sourced',
  registrationStatus: 'Approved',
  protectedUntil: '2026-06-30',
  commissionAmount: '72.00',
  credits: [],
  registrations: [],
  ...more,
})

const creditOf = (id: string) => ({
  id,
  partnerId: 'p',
  partnerName: 'Northwind',
  role: 'Sourced',
  programme: 'Gold referral',
  status: 'Active',
  since: '2026-03-01T10:00:00.000Z',
  commissionAmount: '72.00',
})

const partnerOn = (id: string) => bench.org.record(id).values[bench.org.packaged('Partner_Desk_Partner__c')]

test('450 deals are written 200 to a call', async () => {
  const ids = await orgWith(450)
  const crm = bench.open()
  expect(await crm.writePartnerFields(ids.map((id) => fieldsFor(id)))).toEqual([])
  expect(ids.map(partnerOn)).toEqual(ids.map(() => 'Northwind'))
  expect(crm.calls['write']).toBe(3)
})

test('deals of one account are neighbours in a call', async () => {
  const ids = await orgWith(9)
  const writtenInOrder: string[] = []
  bench.org.onChange(({ record }) => void writtenInOrder.push(record.id))
  await bench.open().writePartnerFields(ids.map((id) => fieldsFor(id)))
  const accounts = writtenInOrder.map((id) => bench.org.record(id).values['AccountId'])
  expect(accounts).toEqual([...accounts].sort())
  expect(new Set(writtenInOrder).size).toBe(9)
})

test('the last update of a deal is the one that stands', async () => {
  const [id = ''] = await orgWith(1)
  await bench
    .open()
    .writePartnerFields([fieldsFor(id, { partnerName: 'First' }), fieldsFor(id, { partnerName: 'Last' })])
  expect(partnerOn(id)).toBe('Last')
})

describe('a locked row', () => {
  test('is tried again in smaller company until it is free', async () => {
    const ids = await orgWith(60)
    bench.rowLocks.lock(ids[4] ?? '', 2)
    const crm = bench.open()
    expect(await crm.writePartnerFields(ids.map((id) => fieldsFor(id)))).toEqual([])
    expect(partnerOn(ids[4] ?? '')).toBe('Northwind')
    expect(bench.slept).toHaveLength(2)
    expect(crm.calls['write']).toBe(3)
  })

  test('that stays locked is refused for now, and the others are written', async () => {
    const ids = await orgWith(3)
    bench.rowLocks.lock(ids[1] ?? '', 100)
    const refused = await bench.open().writePartnerFields(ids.map((id) => fieldsFor(id)))
    expect(refused).toMatchObject([
      { dealExternalId: ids[1], gone: false, problem: expect.stringContaining('locked') },
    ])
    expect(partnerOn(ids[2] ?? '')).toBe('Northwind')
    bench.rowLocks.release()
  })
})

describe('a deal', () => {
  test('in the recycle bin or purged is gone; its credits are not written', async () => {
    const [binned = '', purged = '', fine = ''] = await orgWith(3)
    bench.org.delete(binned)
    bench.org.purge(purged)
    const updates = [binned, purged, fine].map((id, index) =>
      fieldsFor(id, { credits: [creditOf(`01900000-0000-7000-8000-00000000000${index}`)] }),
    )
    const refused = await bench.open().writePartnerFields(updates)
    expect(refused.map(({ dealExternalId, gone }) => [dealExternalId, gone]).sort()).toEqual(
      [
        [binned, true],
        [purged, true],
      ].sort(),
    )
    expect(bench.org.count('Partner_Credit__c')).toBe(1)
    const before = bench.calls.count('collections.upsert')
    await bench.open().writePartnerFields(updates.slice(0, 2))
    expect(bench.calls.count('collections.upsert')).toBe(before)
  })

  test('whose amount is no number keeps nobody else from being written', async () => {
    const [odd = '', fine = ''] = await orgWith(2)
    const refused = await bench
      .open()
      .writePartnerFields([fieldsFor(odd, { commissionAmount: '1e5' }), fieldsFor(fine)])
    expect(refused).toMatchObject([{ dealExternalId: odd, gone: false }])
    expect(partnerOn(fine)).toBe('Northwind')
  })

  test('whose date is none keeps nobody else from being written', async () => {
    const ids = await orgWith(9)
    const updates = ids.map((id, index) => fieldsFor(id, index === 4 ? { protectedUntil: 'one day' } : {}))
    const refused = await bench.open().writePartnerFields(updates)
    expect(refused.map(({ dealExternalId, gone }) => [dealExternalId, gone])).toEqual([[ids[4], false]])
    expect(ids.filter((id) => partnerOn(id) === 'Northwind')).toHaveLength(8)
  })

  test('shows as much of a long list of partners as its field holds', async () => {
    const [id = ''] = await orgWith(1)
    const partnerName = 'Partner; '.repeat(60)
    expect(await bench.open().writePartnerFields([fieldsFor(id, { partnerName })])).toEqual([])
    expect(partnerOn(id)).toBe(`${partnerName.slice(0, 254)}…`)
  })

  test('takes an amount of sixteen digits to the cent', async () => {
    const [id = ''] = await orgWith(1)
    await bench.open().writePartnerFields([fieldsFor(id, { commissionAmount: '12345678901234.56' })])
    expect(bench.org.record(id).values['Partner_Desk_Commission__c']).toBe('12345678901234.56')
  })
})

test('the names of a package with a namespace are found', async () => {
  const [id = ''] = await orgWith(1, { org: { namespace: 'pdesk' } })
  const crm = bench.open()
  const update = fieldsFor(id, { credits: [creditOf('01900000-0000-7000-8000-000000000001')] })
  expect(await crm.writePartnerFields([update])).toEqual([])
  await crm.provisionFields()
  expect(bench.org.record(id).values['pdesk__Partner_Desk_Partner__c']).toBe('Northwind')
  expect(bench.org.count('pdesk__Partner_Credit__c')).toBe(1)
})

describe('without the package’s fields', () => {
  test('the admin is told to install it and to assign the permission set', async () => {
    const [id = ''] = await orgWith(1, { org: { packageInstalled: false } })
    const crm = bench.open()
    for (const attempt of [() => crm.writePartnerFields([fieldsFor(id)]), () => crm.provisionFields()]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'forbidden',
        message: expect.stringMatching(/installs the Partner Desk package.*"Partner Desk Integration"/),
      })
    }
  })

  test('it is looked for again once it may have been installed', async () => {
    const [id = ''] = await orgWith(1, { org: { packageInstalled: false } })
    const crm = bench.open()
    await expect(crm.writePartnerFields([fieldsFor(id)])).rejects.toThrow()
    bench.org.settings.packageInstalled = true
    expect(await crm.writePartnerFields([fieldsFor(id)])).toEqual([])
  })

  test('a field that we may only read is named', async () => {
    const [id = ''] = await orgWith(1)
    bench.org.visibility.lockField('Opportunity.Partner_Desk_Role__c')
    await expect(bench.open().writePartnerFields([fieldsFor(id)])).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('Partner_Desk_Role__c'),
    })
  })
})

describe('the key of the cards', () => {
  const key = { keyId: 'k1', secret: Buffer.alloc(32, 7) }

  test.each(['', 'pdesk'])('is handed over in namespace "%s"', async (namespace) => {
    await orgWith(0, { org: { namespace } })
    const crm = bench.open()
    await crm.deliverCardKey(key)
    expect(callsOf(crm)).toBe(1)
    expect(bench.calls.count('apexrest.key')).toBe(1)
  })

  test('is refused with what to do about it', async () => {
    await orgWith(0, { org: { integrationPermitted: false } })
    await expect(bench.open().deliverCardKey(key)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('permission set'),
    })
    bench.org.settings.packageInstalled = false
    await expect(bench.open().deliverCardKey(key)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('installs it'),
    })
  })
})
