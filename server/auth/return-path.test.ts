import { expect, test } from 'vitest'
import { consolePath } from './return-path.ts'

test.each([
  ['/', '/console/'],
  ['/payouts?batch=7#items', '/console/payouts?batch=7#items'],
  [
    '/partners/019de0aa-5b2f-7cc1-8e4b-2f8f1e3a9d01',
    '/console/partners/019de0aa-5b2f-7cc1-8e4b-2f8f1e3a9d01',
  ],
])('%s opens %s', (path, expected) => expect(consolePath(path)).toBe(expected))

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '\\\\evil.example',
  '/%5cevil.example',
  '/%2f%2fevil.example',
  '/../../evil',
  '/..//evil.example',
  '/%2e%2e/v1/console/session',
  '/\tevil',
  '/\nSet-Cookie: a=b',
  'payouts',
  '',
  '/enter?ticket=abc',
  'javascript:alert(1)',
])('%j is no place in the console', (path) => expect(consolePath(path)).toBeUndefined())
