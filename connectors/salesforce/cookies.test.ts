import { expect, test } from 'vitest'
import { cookiesIn } from './cookies.ts'

test.each([
  ['nothing', undefined, []],
  ['one', 'a=b; Path=/cometd/; HttpOnly', [['a', 'b']]],
  ['an equals sign in the value', 'a=b=c', [['a', 'b=c']]],
  [
    'two, one of which names a day',
    'BrowserId=x-1; Expires=Sat, 21 Nov 2026 12:00:00 GMT; Secure,sfdc-stream=!abc,d; Path=/',
    [
      ['BrowserId', 'x-1'],
      ['sfdc-stream', '!abc,d'],
    ],
  ],
])('reads %s', (_what, header, expected) => {
  expect(cookiesIn(header)).toEqual(expected)
})
