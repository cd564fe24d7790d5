import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileClock } from './clock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the movable clock follows its file from one call to the next, and is the machine clock without one', () => {
  const path = join(folder, 'clock.json')
  const clock = fileClock(path)
  // A millisecond that passes between the two readings makes the rounded difference -0, which toBe tells from 0.
  const offset = (): number => Math.round((clock.now().getTime() - Date.now()) / 1000) + 0
  expect(offset()).toBe(0)
  writeFileSync(path, '{"offsetMs": 86400000}')
  expect(offset()).toBe(86_400)
  writeFileSync(path, '{"offsetMs": -3600000}')
  expect(offset()).toBe(-3600)
})

test('an unreadable clock file is an error and never the wrong time', () => {
  const path = join(folder, 'clock.json')
  writeFileSync(path, '{"offsetMs": "soon"}')
  expect(() => fileClock(path).now()).toThrow()
})
