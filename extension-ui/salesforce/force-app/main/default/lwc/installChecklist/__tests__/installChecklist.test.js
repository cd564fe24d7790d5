import InstallChecklist from 'c/installChecklist'
import { expectAccessible } from 'test/accessibility'
import { faultAt } from 'test/forms'
import { all, mount, one, settle, text, type } from 'test/screen'

test('offers the link once the address is one, and says what is wrong only when it is left', async () => {
  const element = mount(InstallChecklist)
  await settle()
  expect(all(element, 'a.connect')).toEqual([])
  await type(element, 'address', 'partners.example.com')
  expect(faultAt(element, 'address')).toBe('')
  one(element, '[data-field="address"]').dispatchEvent(new CustomEvent('blur'))
  await settle()
  expect(faultAt(element, 'address')).toBe('Enter an address that begins with https://.')
  await type(element, 'address', 'https://partners.example.com')
  expect(faultAt(element, 'address')).toBe('')
  const link = one(element, 'a.connect')
  expect(link.getAttribute('href')).toBe('https://partners.example.com/oauth/salesforce/start')
  expect(link.getAttribute('rel')).toBe('noopener noreferrer')
  expect(text(link)).toBe('Connect this org')
})

test('is an ordered list: the steps only work in their order', async () => {
  const element = mount(InstallChecklist)
  await settle()
  expect(all(element, 'ol > li')).toHaveLength(6)
  expect(text(element)).toContain('install the Partner Desk package first, then connect again')
})

test('can be used by keyboard and screen reader', async () => {
  const element = mount(InstallChecklist)
  await type(element, 'address', 'https://partners.example.com')
  await expectAccessible(element)
})
