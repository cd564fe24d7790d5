import CardSkeleton from 'c/cardSkeleton'
import { expectAccessible } from 'test/accessibility'
import { all, mount, text } from 'test/screen'

jest.mock('@salesforce/customPermission/Partner_Desk_Admin', () => ({ default: undefined }), {
  virtual: true,
})
jest.mock('@salesforce/customPermission/Partner_Desk_Channel_Manager', () => ({ default: undefined }), {
  virtual: true,
})
jest.mock('@salesforce/customPermission/Partner_Desk_Rep', () => ({ default: undefined }), { virtual: true })

test('does not hint at buttons that somebody without the permissions will not get', async () => {
  const skeleton = mount(CardSkeleton)
  expect(all(skeleton, 'button').map(text)).toEqual(['History', 'Open console'])
  await expectAccessible(skeleton)
})
