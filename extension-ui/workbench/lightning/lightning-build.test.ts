import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BUNDLE_FILE } from './bundle-components.ts'
import { startLightningBuild } from './lightning-build.ts'

const FIXTURE = join(import.meta.dirname, '../fixtures/lightning/main/default')
const probe = {
  lwcFolder: join(FIXTURE, 'lwc'),
  labelsFile: join(FIXTURE, 'labels/CustomLabels.labels-meta.xml'),
}

let folder: string
beforeEach(() => {
  // Inside the project: the compiler looks for its packages above the component.
  folder = mkdtempSync(join(import.meta.dirname, '../fixtures/broken-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('builds beside the start and is there at once the next time', { timeout: 120_000 }, async () => {
  const first = startLightningBuild(probe)
  const built = await first.ready()
  expect(first.state()).toEqual({ state: 'ready', version: built.slice(-16) })
  const bundle = readFileSync(join(built, BUNDLE_FILE), 'utf8')
  expect(bundle).toContain('Probe & panel')
  expect(bundle).toContain("'c-probe-panel'")
  // A part of another component only.
  expect(bundle).not.toContain("'c-probe-modal':")
  expect(startLightningBuild(probe).state()).toEqual({ state: 'ready', version: built.slice(-16) })
})

test('says what is wrong with a component that does not compile', { timeout: 120_000 }, async () => {
  const lwcFolder = join(folder, 'lwc')
  mkdirSync(join(lwcFolder, 'torn'), { recursive: true })
  writeFileSync(
    join(lwcFolder, 'torn/torn.js'),
    "import { LightningElement } from 'lwc'\nexport default class {",
  )
  writeFileSync(join(lwcFolder, 'torn/torn.js-meta.xml'), '<isExposed>true</isExposed>')
  const build = startLightningBuild({ lwcFolder, labelsFile: join(folder, 'none.xml') })
  expect(build.state()).toEqual({ state: 'building' })
  await expect(build.ready()).rejects.toThrow('torn.js')
  expect(build.state()).toMatchObject({ state: 'failed' })
})
