import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'

/** Nothing fades or slides any more. As text: the tests' own types are those of Node and know no document. */
const SETTLED =
  'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => undefined)'

/** Writes pictures into one folder, each by its name. */
export interface Camera {
  folder: string
  take(page: Page, name: string): Promise<void>
}

/** A picture is what the window shows, when everything stands still and no notice lies over it. */
export const openCamera = (folder: string): Camera => ({
  folder,
  async take(page, name) {
    await dismissNotices(page)
    await page.evaluate(SETTLED)
    const path = join(folder, `${name}.png`)
    await page.screenshot({ path, caret: 'hide' })
    console.log(`${name} ${Math.round(statSync(path).size / 1024)} kB`)
  },
})

export async function newContext(
  browser: Browser,
  viewport = { width: 1440, height: 900 },
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport,
    locale: 'en-US',
    timezoneId: 'America/New_York',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(20_000)
  return context
}

/** They lie over what the picture is about; a modal makes them inert, so a click by pointer would not reach them. */
async function dismissNotices(page: Page): Promise<void> {
  const dismiss = page.getByRole('button', { name: 'Dismiss', exact: true, includeHidden: true })
  // One may go by itself just now: the loop looks again.
  while ((await dismiss.count()) > 0)
    await dismiss
      .first()
      .dispatchEvent('click', undefined, { timeout: 1_000 })
      .catch(() => {})
}
