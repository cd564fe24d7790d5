import { describe, expect, test } from 'vitest'
import { singleParameters } from './single-parameters.ts'

describe('singleParameters', () => {
  test('reads parameters that come once', () => {
    expect(singleParameters('/x?portalId=1&userEmail=a%40b.example')).toEqual(
      new Map([
        ['portalId', '1'],
        ['userEmail', 'a@b.example'],
      ]),
    )
    expect(singleParameters('/x')).toEqual(new Map())
  })

  test.each([
    'portalId=1&portalId=2',
    'portalId=1&portalid=1',
    'portalId=1&%70ortalId=2',
    'portalId=1&portalId[]=2',
    'portalId[0]=1&portalId[1]=2',
    'portalId=1&portalId.x=2',
  ])('refuses %s', (query) => {
    expect(singleParameters(`https://a.example/x?${query}`)).toBeUndefined()
  })
})
