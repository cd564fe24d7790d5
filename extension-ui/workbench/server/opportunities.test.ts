import { beforeEach, expect, test } from 'vitest'
import { Org } from '../../../test/simulators/salesforce/org.ts'
import { listOpportunities, patchOpportunity, readOpportunity, uiRecord } from './opportunities.ts'
import { REP } from './people.ts'

let org: Org
let id: string
beforeEach(() => {
  let minute = 0
  org = new Org({ now: () => new Date(Date.UTC(2026, 10, 21, 12, minute++)) })
  const account = org.createAccount({ Name: 'Cancity', Website: 'cancity.example' })
  id = org.createOpportunity({
    Name: 'Rollout',
    Amount: '48000',
    AccountId: account.id,
    OwnerId: REP.salesforceUserId,
  }).id
  org.createOpportunity({ Name: 'Renewal', Amount: null, StageName: 'Closed Won', AccountId: account.id })
})

test('lists the latest change first, and finds by name, account and stage', () => {
  const names = (query: Partial<Parameters<typeof listOpportunities>[1]>): string[] =>
    listOpportunities(org, { search: '', stage: '', page: 1, ...query }).rows.map(({ name }) => name)
  expect(names({})).toEqual(['Renewal', 'Rollout'])
  org.update(id, {})
  expect(names({})).toEqual(['Rollout', 'Renewal'])
  expect(names({ search: 'cancity roll' })).toEqual(['Rollout'])
  expect(names({ stage: 'Closed Won' })).toEqual(['Renewal'])
})

test('shows a record with its account and owner, and nothing where nothing is', () => {
  expect(readOpportunity(org, id)).toMatchObject({
    fields: { Name: 'Rollout', Amount: '48000', Partner_Desk_Partner__c: null },
    currency: 'USD',
    owner: 'Riley Reyes',
    account: { name: 'Cancity', website: 'cancity.example' },
  })
})

test('keeps what a person types, and moves what goes with the stage', () => {
  const saved = patchOpportunity(org, id, REP.salesforceUserId, {
    StageName: 'Closed Won',
    Amount: '1,234.50',
  })
  expect(saved.fields).toMatchObject({
    StageName: 'Closed Won',
    IsWon: 'true',
    Probability: '100',
    // As Salesforce writes numbers.
    Amount: '1234.5',
    LastModifiedById: REP.salesforceUserId,
  })
  expect(patchOpportunity(org, id, REP.salesforceUserId, { Amount: '' }).fields['Amount']).toBeNull()
})

test.each([
  [{ Amount: 'much' }, 'Amount'],
  [{ Amount: '1.005' }, 'Amount'],
  [{ StageName: 'Dreaming' }, 'Stage'],
  [{ CloseDate: '2026-13-01' }, 'Close Date'],
  [{ CloseDate: '' }, 'required'],
  [{ OwnerId: '001Hp0000000001AAA' }, 'Owner'],
  [{ Partner_Desk_Commission__c: '1' }, 'cannot be changed'],
])('refuses %j and keeps the record as it was', (typed, why) => {
  const before = readOpportunity(org, id)
  expect(() => patchOpportunity(org, id, REP.salesforceUserId, typed as Record<string, string>)).toThrow(why)
  expect(readOpportunity(org, id)).toEqual(before)
})

test('answers Lightning Data Service with numbers as numbers', () => {
  expect(uiRecord(org, id).fields).toMatchObject({
    Amount: { value: 48000 },
    StageName: { value: 'Prospecting' },
  })
})

test('says that a deleted opportunity is gone', () => {
  org.delete(id)
  expect(() => readOpportunity(org, id)).toThrow('no such opportunity')
})
