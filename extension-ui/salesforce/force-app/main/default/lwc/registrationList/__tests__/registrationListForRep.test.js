import RegistrationList from 'c/registrationList'
import { listRegistrations } from 'c/cardApi'
import { buttonWords } from 'test/forms'
import { mount, settle } from 'test/screen'

jest.mock('c/cardApi', () => ({ listRegistrations: jest.fn(), loadCard: jest.fn() }))
jest.mock('@salesforce/customPermission/Partner_Desk_Admin', () => ({ default: undefined }), {
  virtual: true,
})
jest.mock('@salesforce/customPermission/Partner_Desk_Channel_Manager', () => ({ default: undefined }), {
  virtual: true,
})

test('offers somebody who decides nothing only to look', async () => {
  listRegistrations.mockResolvedValue({
    registrations: [
      {
        id: 'one',
        dealExternalId: '006Hp00000CANALIAA',
        dealName: 'Canal Works renewal',
        account: null,
        partnerName: 'Northwind Consulting',
        programme: 'Gold referral',
        amount: null,
        status: { tone: 'warning', text: 'Waiting for review' },
        submittedAt: '2026-11-20T10:00:00.000Z',
        slaText: '41 h left',
        conflictCount: 0,
      },
    ],
    total: 1,
    nextCursor: null,
  })
  const element = mount(RegistrationList)
  await settle()
  expect(buttonWords(element)).toEqual(['View'])
})
