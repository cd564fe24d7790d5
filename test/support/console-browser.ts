import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { type Fixture, startFixture } from '../../extension-ui/console/fixture/server.ts'
import { bundleConsole } from '../../extension-ui/workbench/build.ts'
import { launchBrowser } from './browser.ts'

export interface ConsoleBrowser {
  fixture: Fixture
  /**
   * Opens a page of the console in a fresh browser context, with what its scripts and policy complained about. The
   * context is closed with the test that opened it: pages that nobody looks at any more would go on asking and drawing.
   */
  open(path: string, size?: { width: number; height: number }): Promise<{ page: Page; complaints: string[] }>
  close(): Promise<void>
}

/** Serves the console, as its sources are now, with fixtures. */
export async function startConsoleBrowser(): Promise<ConsoleBrowser> {
  const fixture = await startFixture(await bundleConsole())
  const browser = await launchBrowser()
  return {
    fixture,
    async open(path, size = { width: 1440, height: 900 }) {
      const context = await browser.newContext({
        viewport: size,
        locale: 'en-US',
        timezoneId: 'Europe/Berlin',
      })
      onTestFinished(() => context.close())
      const page = await context.newPage()
      page.setDefaultTimeout(10_000)
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        if (/content security policy|warning:/i.test(message.text())) complaints.push(message.text())
      })
      page.on('request', (request) => {
        if (!request.url().startsWith(fixture.url) && !request.url().startsWith('blob:'))
          complaints.push(`asked ${request.url()}`)
      })
      await page.goto(`${fixture.url}/console${path}`)
      return { page, complaints }
    },
    async close() {
      await browser.close()
      await fixture.close()
    },
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** No serious or critical accessibility violation on the page as it is now. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(SETTLED)
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  const found = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
  expect(found).toEqual([])
}

/** Text that is still fading in has less contrast than it will have; a cancelled animation has ended too. */
const SETTLED =
  'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => undefined)'
