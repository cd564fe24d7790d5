import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CrmError } from '../crm.port.ts'
import { lightningOrigin, signInSite, trustInstance, trustLogin } from './instance-url.ts'

const LOGIN = 'https://login.salesforce.com'
const SIMULATOR = 'http://127.0.0.1:4711'

const accepts = (check: () => unknown): boolean => {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof CrmError && error.code === 'rejected') return false
    throw error
  }
}

describe('an instance', () => {
  test.each([
    'https://acme.my.salesforce.com',
    'https://acme.my.salesforce.com/',
    'https://acme--uat.sandbox.my.salesforce.com',
    'https://acme-dev-ed.develop.my.salesforce.com',
    'https://a1-b2--x.scratch.my.salesforce.com',
  ])('%s is trusted', (url) => {
    expect(trustInstance(url, LOGIN).origin).toBe(url.replace(/\/$/, ''))
  })

  test.each([
    'http://acme.my.salesforce.com',
    'https://acme.my.salesforce.com.evil',
    'https://acme.my.salesforce.com.evil.example',
    'https://evilmy.salesforce.com',
    'https://my.salesforce.com',
    'https://.my.salesforce.com',
    'https://acme.my.salesforce.com:8443',
    'https://acme.my.salesforce.com:443',
    'https://user@acme.my.salesforce.com',
    `https://${'user:word'}@acme.my.salesforce.com`,
    'https://acme.my.salesforce.com@evil.example',
    'https://evil.example/acme.my.salesforce.com',
    'https://evil.example#.my.salesforce.com',
    'https://evil.example?.my.salesforce.com',
    'https://evil.example\\.my.salesforce.com',
    'https://acme.my.salesforce.com\n.evil.example',
    ' https://acme.my.salesforce.com',
    'https://acme.my.salesforce.com/path',
    'https://acme.my.salesforce.com?x=1',
    'https://acme.evil.my.salesforce.com',
    'https://a.b.sandbox.my.salesforce.com',
    'https://xn--acme-9na.my.salesforce.com',
    'https://acmé.my.salesforce.com',
    'https://аcme.my.salesforce.com',
    'https://acme.my.salesforce.com.',
    'https://ACME.my.salesforce.com',
    'https://login.salesforce.com',
    'https://127.0.0.1',
    'https://2130706433',
    'https://0x7f000001',
    'https://[::1]',
    'https://[::ffff:10.0.0.1]',
    'https://169.254.169.254',
    'https://localhost',
    'http://127.0.0.1:4711',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '',
    'https://',
  ])('%j is not', (url) => {
    expect(accepts(() => trustInstance(url, LOGIN))).toBe(false)
  })

  test('is the simulator only where the configured login address is that simulator', () => {
    expect(trustInstance(SIMULATOR, SIMULATOR)).toEqual({ origin: SIMULATOR, loopback: true })
    for (const url of [
      'http://127.0.0.1:4712',
      'https://127.0.0.1:4711',
      'http://127.0.0.1:4711@evil.example',
    ]) {
      expect(accepts(() => trustInstance(url, SIMULATOR))).toBe(false)
    }
    expect(accepts(() => trustInstance('http://10.0.0.1', 'http://10.0.0.1'))).toBe(false)
    expect(
      accepts(() => trustInstance('http://127.0.0.1.evil.example', 'http://127.0.0.1.evil.example')),
    ).toBe(false)
  })

  test('that is trusted always lies below my.salesforce.com, whatever was tried', () => {
    const piece = fc.constantFrom(
      ...'acme|.|my.salesforce.com|salesforce.com|.evil|:|@|/|\\|?|#|%2e|--|xn--|sandbox|https://|。|．|\t|[::1]|127.0.0.1'.split(
        '|',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const url = `https://${pieces.join('')}`
        if (!accepts(() => trustInstance(url, LOGIN))) return
        const { hostname, port, username } = new URL(url)
        expect(hostname).toMatch(/^[a-z0-9-]+(\.[a-z]+)?\.my\.salesforce\.com$/)
        expect([port, username]).toEqual(['', ''])
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('what an admin types', () => {
  test.each<[string | null, string]>([
    [null, 'https://login.salesforce.com'],
    ['  ', 'https://login.salesforce.com'],
    ['login.salesforce.com', 'https://login.salesforce.com'],
    ['test', 'https://test.salesforce.com'],
    ['Sandbox', 'https://test.salesforce.com'],
    ['https://test.salesforce.com/', 'https://test.salesforce.com'],
    ['https://acme.my.salesforce.com/', 'https://acme.my.salesforce.com'],
    ['ACME.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['acme--uat.sandbox.my.salesforce.com', 'https://acme--uat.sandbox.my.salesforce.com'],
    ['acme.lightning.force.com', 'https://acme.my.salesforce.com'],
    ['https://acme.lightning.force.com/lightning/r/Opportunity/006/view', 'https://acme.my.salesforce.com'],
    [
      'https://acme--uat.sandbox.my.salesforce-setup.com/lightning',
      'https://acme--uat.sandbox.my.salesforce.com',
    ],
  ])('%j leads to %s', (typed, origin) => {
    expect(signInSite(typed, LOGIN).origin).toBe(origin)
  })

  test.each([
    'acme',
    'acme.salesforce.com.evil',
    'http://acme.my.salesforce.com',
    'user@acme.my.salesforce.com',
    '10.0.0.1',
  ])('%j is refused with what to type instead', (typed) => {
    expect(() => signInSite(typed, LOGIN)).toThrow(/My Domain, such as acme\.my\.salesforce\.com/)
  })

  test('may be the simulator, where that is configured', () => {
    expect(signInSite(SIMULATOR, SIMULATOR).origin).toBe(SIMULATOR)
    expect(signInSite(null, SIMULATOR)).toEqual({ origin: SIMULATOR, loopback: true })
    expect(accepts(() => signInSite(SIMULATOR, LOGIN))).toBe(false)
  })
})

test('a login host may be one of the two that all orgs share, or an org’s own', () => {
  for (const url of [LOGIN, 'https://test.salesforce.com', 'https://acme.my.salesforce.com']) {
    expect(trustLogin(url, LOGIN).origin).toBe(url)
  }
  for (const url of [
    'https://evil.salesforce.com',
    'https://login.salesforce.com.evil',
    'http://login.salesforce.com',
  ]) {
    expect(accepts(() => trustLogin(url, LOGIN))).toBe(false)
  }
})

test('people open records at the org’s lightning host', () => {
  expect(lightningOrigin(trustInstance('https://acme--uat.sandbox.my.salesforce.com', LOGIN))).toBe(
    'https://acme--uat.sandbox.lightning.force.com',
  )
  expect(lightningOrigin(trustInstance(SIMULATOR, SIMULATOR))).toBe(SIMULATOR)
})
