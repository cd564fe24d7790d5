import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readCardProject } from './card-project.ts'
import { readDeal } from './deals.ts'
import { Demo } from './demo.ts'
import { takeOrgSnapshot } from './org-snapshot.ts'
import { takeSnapshot } from './portal-snapshot.ts'

const project = readCardProject(join(import.meta.dirname, '../fixtures/probe'), {
  API_ORIGIN: 'https://partner-desk.example.com',
})
let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'partner-desk-demo-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

test('finds the simulated CRM after a restart as it was left', async () => {
  const before = await Demo.open({ project, dataDir })
  const [deal] = before.portal.stores['0-3'].active()
  const catalogue = before.portal.properties['0-3']
  catalogue.addGroup({ name: 'partner_desk', label: 'Partner Desk' })
  catalogue.add(
    {
      name: 'partner_desk_partner',
      label: 'Partner',
      groupName: 'partner_desk',
      type: 'string',
      fieldType: 'text',
    },
    new Date(0),
  )
  before.portal.update('0-3', deal?.id ?? '', {
    amount: '777.77',
    partner_desk_partner: 'Northwind Consulting',
  })
  const left = JSON.parse(JSON.stringify(takeSnapshot(before.portal)))
  const { org } = before.salesforce
  const [opportunity, gone] = org.active('Opportunity')
  org.update(opportunity?.id ?? '', { Amount: '888.88', Partner_Desk_Partner__c: 'Northwind Consulting' })
  org.delete(gone?.id ?? '')
  const orgLeft = JSON.parse(JSON.stringify(takeOrgSnapshot(org)))
  before.dealChanged(opportunity?.id ?? '')
  const home = before.homePath()
  await before.close()

  const after = await Demo.open({ project, dataDir })
  try {
    expect(JSON.parse(JSON.stringify(takeSnapshot(after.portal)))).toEqual(left)
    expect(after.homePath()).toBe(home)
    expect(readDeal(after.portal, deal?.id ?? '').properties).toMatchObject({
      amount: '777.77',
      partner_desk_partner: 'Northwind Consulting',
    })
    expect(JSON.parse(JSON.stringify(takeOrgSnapshot(after.salesforce.org)))).toEqual(orgLeft)
    expect(after.state().records.salesforce).toBe(`/lightning/r/Opportunity/${opportunity?.id}/view`)
    const newOne = after.salesforce.org.createOpportunity({ Name: 'New' })
    expect(orgLeft.records.map(({ id }: { id: string }) => id)).not.toContain(newOne.id)
    const ids = [...after.portal.stores['0-3'].active()].map(({ id }) => id)
    expect(ids).not.toContain(after.portal.createDeal({ properties: { dealname: 'New' } }).id)
  } finally {
    await after.close()
  }
})

test('begins a reset with another portal at the same address and the clock of today', async () => {
  const demo = await Demo.open({ project, dataDir })
  try {
    const connected: number[] = []
    const connect = async ({ portal }: Demo): Promise<number> => connected.push(portal.portalId)
    await demo.attach({ publicUrl: 'http://localhost:1', origin: 'http://127.0.0.1:1', connect })
    const urls = [demo.hubspot.url, demo.salesforce.url]
    const orgBefore = demo.salesforce.org.settings.orgId
    demo.clock.moveTo(new Date(Date.now() + 40 * 86_400_000))
    demo.dealChanged('1')
    await demo.reset()
    expect(connected).toHaveLength(2)
    expect(connected[0]).not.toBe(connected[1])
    expect([demo.hubspot.url, demo.salesforce.url]).toEqual(urls)
    expect(demo.salesforce.org.settings.orgId).not.toBe(orgBefore)
    expect(Math.abs(demo.clock.now().getTime() - Date.now())).toBeLessThan(60_000)
    expect(demo.homePath()).not.toContain('/record/0-3/1')
  } finally {
    await demo.close()
  }
})
