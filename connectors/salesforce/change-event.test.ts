import { expect, test } from 'vitest'
import { ACCOUNT_CHANNEL, DEAL_CHANNEL, readChangeEvent } from './change-event.ts'
import { PARTNER_FIELDS } from './fields.ts'

const DEAL = '006Hp000001AbCdIAK'
const OTHER = '006Hp000001AbCeIAK'

function event(header: object): unknown {
  return {
    payload: {
      ChangeEventHeader: {
        recordIds: [DEAL],
        changeType: 'UPDATE',
        changedFields: ['Amount', 'LastModifiedDate'],
        transactionKey: '000b2a3c-1',
        sequenceNumber: '1',
        commitTimestamp: '1795262400000',
        ...header,
      },
      Amount: '5.0',
    },
    event: { replayId: '1234567890123456789' },
  }
}
const hintOf = (header: object, channel = DEAL_CHANNEL) => readChangeEvent(channel, event(header)).hint

test('says which records changed and when, and nothing else', () => {
  const { replayId, hint } = readChangeEvent(DEAL_CHANNEL, event({ recordIds: [DEAL, OTHER] }))
  expect(replayId).toBe('1234567890123456789')
  expect(hint).toEqual({
    dedupeKey: `${DEAL_CHANNEL} 000b2a3c-1 1 1234567890123456789`,
    occurredAt: new Date(1795262400000),
    kind: 'UPDATE',
    dealIds: [DEAL, OTHER],
    accountIds: [],
  })
})

test('names an account where the channel is that of accounts', () => {
  const id = '001Hp000001AbCdIAK'
  expect(hintOf({ recordIds: [id] }, ACCOUNT_CHANNEL)).toMatchObject({ dealIds: [], accountIds: [id] })
})

test('brings the short form of an id to the long one', () => {
  expect(hintOf({ recordIds: [DEAL.slice(0, 15)] })?.dealIds).toEqual([DEAL])
})

test('says nothing where Salesforce names no records, because there were too many', () => {
  expect(hintOf({ recordIds: ['006*'], changeType: 'GAP_OVERFLOW' })).toBeUndefined()
})

test.each([
  [
    'only our own fields and the stamps',
    [PARTNER_FIELDS.partner, PARTNER_FIELDS.role, 'LastModifiedDate'],
    false,
  ],
  ['our own fields of a package with a namespace', [`pdesk__${PARTNER_FIELDS.partner}`], false],
  ['our own and another one', [PARTNER_FIELDS.partner, 'Amount'], true],
  ['nothing but stamps, as when another app touches a record', ['LastModifiedDate'], true],
  ['a field of the customer that ends like ours', [`My${PARTNER_FIELDS.partner}`], true],
  ['fields that Salesforce does not name', [], true],
])('of an update of %s', (_what, changedFields, told) => {
  expect(hintOf({ changedFields }) !== undefined).toBe(told)
})

test('refuses an event of a form that is not known', () => {
  expect(() => readChangeEvent(DEAL_CHANNEL, { payload: {} })).toThrow('form that we do not know')
})
