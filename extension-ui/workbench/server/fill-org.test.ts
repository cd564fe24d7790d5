import { expect, test } from 'vitest'
import { Portal } from '../../../test/simulators/hubspot/portal.ts'
import { seedMeridian } from '../../../test/simulators/hubspot/seed.ts'
import { Org } from '../../../test/simulators/salesforce/org.ts'
import { fillOrg } from './fill-org.ts'
import { listOpportunities, readOpportunity } from './opportunities.ts'

const now = (): Date => new Date('2026-11-21T12:00:00Z')

test('gives the org the business of the portal: accounts, owners, stages, amounts and days', async () => {
  const portal = new Portal({ now })
  seedMeridian(portal)
  const org = new Org({ now })
  const filled = await fillOrg(org, portal)
  expect(filled).toEqual({ accounts: 14, opportunities: 39, otherCurrencies: 1 })
  expect([org.count('Account'), org.count('Opportunity')]).toEqual([14, 39])

  const find = (name: string) => {
    const [row] = listOpportunities(org, { search: name, stage: '', page: 1 }).rows
    return readOpportunity(org, row?.id ?? '')
  }
  const rollout = find('Cancity platform rollout')
  expect(rollout).toMatchObject({
    owner: 'Riley Reyes',
    account: { name: 'Cancity' },
    fields: { Amount: '48000', StageName: 'Negotiation/Review', CloseDate: '2026-12-03', IsClosed: 'false' },
  })
  expect(find('Cancity annual renewal').fields).toMatchObject({ StageName: 'Closed Won', IsWon: 'true' })
  expect(find('Cancity Freight handhelds').fields).toMatchObject({ StageName: 'Closed Lost', IsWon: 'false' })
  expect(find('Tallis supplier portal').fields['Amount']).toBeNull()
  const freight = [...org.active('Account')].find(({ values }) => values['Name'] === 'Cancity Freight')
  expect(freight?.values['ParentId']).toBe(rollout.account?.id)
})
