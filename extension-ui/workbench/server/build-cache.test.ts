import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
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

test('copies whole results where several processes put them there at once', async () => {
  const served = join(mkdtempSync(join(tmpdir(), 'partner-desk-served-')), 'dist')
  made.push(join(served, '..'))
  const many = Array.from({ length: 400 }, (_, number) => `${number}.js`)
  const finished = await reuseOrBuild('cache-test', [folder], async (outDir) => {
    mkdirSync(join(outDir, 'assets'), { recursive: true })
    for (const name of many) writeFileSync(join(outDir, 'assets', name), name)
  })
  made.push(finished)
  const script = `
    const { reuseOrBuild } = await import(${JSON.stringify(join(import.meta.dirname, 'build-cache.ts'))})
    await reuseOrBuild('cache-test', [${JSON.stringify(folder)}], () => Promise.reject(new Error('is built')), ${JSON.stringify(served)})`
  const copy = () => promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  await Promise.all([copy(), copy(), copy(), copy(), copy(), copy()])
  expect(readdirSync(join(served, 'assets')).toSorted()).toEqual(many.toSorted())
})
