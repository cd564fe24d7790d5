import { expect, test } from 'vitest'
import { Org } from '../../../test/simulators/salesforce/org.ts'
import { type OrgSnapshot, restoreOrgSnapshot, takeOrgSnapshot } from './org-snapshot.ts'

const now = () => new Date('2026-11-21T12:00:00Z')

/** As the file holds it. */
const asFile = (org: Org): OrgSnapshot => JSON.parse(JSON.stringify(takeOrgSnapshot(org))) as OrgSnapshot // written by this program

test('an org with several currencies comes back with each of them once', () => {
  const org = new Org({ now })
  org.enableMultiCurrency()
  org.addCurrency('EUR', '0.92')
  org.addDatedRate('EUR', '2026-01-01', '0.95')
  const { id } = org.createOpportunity({ Name: 'Solar', Amount: '100', CurrencyIsoCode: 'EUR' })
  const left = asFile(org)

  // It is born with its corporate currency already.
  const restored = new Org({ now, settings: left.settings })
  restoreOrgSnapshot(restored, left)
  expect(asFile(restored)).toEqual(left)
  const codes = [...restored.store.all('CurrencyType')].map(({ values }) => values['IsoCode'])
  expect(codes.sort()).toEqual(['EUR', 'USD'])
  expect(restored.record(id).values['CurrencyIsoCode']).toBe('EUR')

  restored.addCurrency('GBP', '0.8')
  const ids = [...restored.store.all('CurrencyType')].map((record) => record.id)
  expect(new Set(ids).size).toBe(3)
})
