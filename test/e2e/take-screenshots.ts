import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { openEmbedded } from './embedded-venue.ts'
import { hubspotRecord } from './hubspot-record.ts'
import { STORY } from './story.ts'

/** Run by hand: `node test/e2e/take-screenshots.ts` tells the story once and writes the pictures of `docs/screenshots`. */

/** Nothing fades or slides any more. As text: the tests' own types are those of Node and know no document. */
const SETTLED =
  'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => undefined)'
const folder = join(import.meta.dirname, '../../docs/screenshots')
mkdirSync(folder, { recursive: true })
const [venue, browser] = await Promise.all([openEmbedded(), launchBrowser()])
try {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'America/New_York',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  for (const step of STORY.filter(({ needsSimulator }) => !needsSimulator)) {
    await step.play({
      ...venue,
      page,
      record: hubspotRecord,
      async look(screen, shown) {
        const path = join(folder, `${screen}.png`)
        await dismissNotices(shown)
        await shown.evaluate(SETTLED)
        await shown.screenshot({ path, caret: 'hide' })
        console.log(`${screen} ${Math.round(statSync(path).size / 1024)} kB`)
      },
    })
  }
} finally {
  await browser.close()
  await venue.close()
}

/** They lie over what the picture is about. */
async function dismissNotices(page: Page): Promise<void> {
  const dismiss = page.getByRole('button', { name: 'Dismiss' })
  // One may go by itself just now: the loop looks again.
  while ((await dismiss.count()) > 0)
    await dismiss
      .first()
      .click({ timeout: 1_000 })
      .catch(() => {})
}
