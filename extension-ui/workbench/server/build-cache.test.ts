import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { reuseOrBuild } from './build-cache.ts'

let folder: string
let builds: number
const made: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'partner-desk-cache-'))
  builds = 0
  // Unlike any earlier run of this test, so that its cache does not count.
  writeFileSync(join(folder, 'source.ts'), `// ${process.hrtime.bigint()}`)
})
afterEach(() => {
  for (const path of [folder, ...made.splice(0)]) rmSync(path, { recursive: true, force: true })
})

async function build(copyTo?: string): Promise<string> {
  const work = async (outDir: string): Promise<void> => {
    builds += 1
    mkdirSync(outDir)
    writeFileSync(join(outDir, 'out.js'), readFileSync(join(folder, 'source.ts')))
  }
  const path = await reuseOrBuild('cache-test', [folder], work, copyTo)
  made.push(path)
  return path
}

test('builds once for the same sources and again for others', async () => {
  const first = await build()
  expect(await build()).toBe(first)
  expect(builds).toBe(1)
  writeFileSync(join(folder, 'more.ts'), '')
  expect(await build()).not.toBe(first)
  expect(builds).toBe(2)
})

test('builds once when several ask at once', async () => {
  const [first, ...others] = await Promise.all([build(), build(), build()])
  expect(others).toEqual([first, first])
  expect(builds).toBe(1)
})

test('leaves nothing behind that could be taken for a result when a build fails', async () => {
  await expect(reuseOrBuild('cache-test', [folder], () => Promise.reject(new Error('no')))).rejects.toThrow(
    'no',
  )
  expect(existsSync(join(await build(), 'out.js'))).toBe(true)
  expect(builds).toBe(1)
})

test('replaces an older result where the server looks for it', async () => {
  const served = mkdtempSync(join(tmpdir(), 'partner-desk-served-'))
  made.push(served)
  writeFileSync(join(served, 'old.js'), '')
  await build(served)
  expect(existsSync(join(served, 'old.js'))).toBe(false)
  expect(existsSync(join(served, 'out.js'))).toBe(true)
})
