import { request } from 'node:https'
import type { LookupAddress } from 'node:dns'
import { describe, expect, test } from 'vitest'
import { NotPublic, isPublicAddress, publicLookup } from './public-address.ts'

test.each(['8.8.8.8', '13.110.0.1', '2606:4700::1111', '2a00:1450:4001:81b::200e'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  '2002:0a00:0001::',
  '2001:db8::1',
  'not an address',
])('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

describe('a name', () => {
  const answering = (...addresses: LookupAddress[]) => {
    let asked = 0
    const resolve = ((
      _host: string,
      _options: unknown,
      done: (error: null, all: LookupAddress[]) => void,
    ) => {
      asked++
      done(null, addresses)
      // The one form of `lookup` that is called.
    }) as unknown as Parameters<typeof publicLookup>[0]
    return { lookup: publicLookup(resolve), asked: () => asked }
  }

  const connectBy = (lookup: ReturnType<typeof publicLookup>) =>
    new Promise<unknown>((resolve) => {
      const outgoing = request('https://acme.my.salesforce.com/', { lookup, timeout: 1 })
      outgoing.on('error', resolve)
      outgoing.end()
    })

  test('with an address inside a network is not connected to, even where another one is public', async () => {
    const { lookup, asked } = answering({ address: '8.8.8.8', family: 4 }, { address: '10.0.0.1', family: 4 })
    expect(await connectBy(lookup)).toBeInstanceOf(NotPublic)
    expect(asked()).toBe(1)
  })

  test('without an address is not connected to', async () => {
    expect(await connectBy(answering().lookup)).toBeInstanceOf(NotPublic)
  })

  test('that is public is connected to at the very address that was checked', () => {
    const { lookup } = answering({ address: '8.8.8.8', family: 4 })
    lookup('acme.my.salesforce.com', { all: true }, (error, addresses) => {
      expect([error, addresses]).toEqual([null, [{ address: '8.8.8.8', family: 4 }]])
    })
    lookup('acme.my.salesforce.com', {}, (error, address, family) => {
      expect([error, address, family]).toEqual([null, '8.8.8.8', 4])
    })
    expect.assertions(2)
  })
})
