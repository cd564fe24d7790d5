import { expect, it } from 'vitest'
import { error, warning } from './finding.ts'

const matter = (about: readonly (string | bigint | number | null)[]) => ({
  path: 'currency',
  about,
  message: 'm',
  why: 'w',
  fix: 'f',
})
const id = (...about: (string | bigint | number | null)[]) => warning('cliff', matter(about)).id

it('blocks with an error, asks with a warning, and says the rest unchanged', () => {
  const { about: _, ...said } = matter([])
  expect(error('cliff', matter(['a']))).toEqual({ ...said, id: 'cliff:a', code: 'cliff', severity: 'error' })
  expect(warning('cliff', matter(['a']))).toMatchObject({ id: 'cliff:a', severity: 'warning' })
})

it('gives another id to another code and to nothing instead of zero', () => {
  expect(warning('no_term', matter(['a'])).id).not.toBe(id('a'))
  expect(id('a', null)).not.toBe(id('a', 0))
  expect(id('a', null)).not.toBe(id('a'))
})

it('keeps an id of 200 characters as it is and cuts a longer one to what can be acknowledged', () => {
  const long = (length: number) => id('x'.repeat(length - 'cliff:'.length))
  expect(long(200)).toHaveLength(200)
  expect(long(200)).toMatch(/x$/)
  expect(long(201)).toMatch(/x~[0-9a-f]{1,16}$/)
})

it('tells long ids apart by anything in them, by the order of it too', () => {
  const start = 'x'.repeat(300)
  const ids = ['ab', 'ba', 'aab', 'abb', 'c'].map((end) => id(start, end))
  expect(new Set(ids).size).toBe(ids.length)
})

// Acknowledgements of published plans hold ids: the offset and the prime of 64-bit FNV-1a give this one.
it('keeps the checksum of ids that are stored', () => {
  expect(id('x'.repeat(300))).toBe(`cliff:${'x'.repeat(194)}~ab10c2a66247c691`)
})
