import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { buildLightning } from '../../extension-ui/workbench/lightning/lightning-build.ts'
import { PACKAGE_COMPONENTS } from '../../extension-ui/workbench/server/salesforce-package.ts'
import { launchBrowser } from '../support/browser.ts'
import { openEmbedded } from './embedded-venue.ts'
import { hubspotRecord } from './hubspot-record.ts'
import type { RecordPage } from './record-page.ts'
import { salesforceRecord } from './salesforce-record.ts'
import { STORY } from './story.ts'

/**
 * Run by hand: `node test/e2e/take-screenshots.ts` tells the story once in each CRM and writes the pictures of
 * `docs/screenshots`; the console's are taken while HubSpot's is told.
 */

/** Nothing fades or slides any more. As text: the tests' own types are those of Node and know no document. */
const SETTLED =
  'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => undefined)'
/** Screens that are the same whichever CRM leads to them. */
const PROGRAMME = /^(console-|statement)/
/** Taken in both CRMs, and shown beside each other. */
const PAIRS = ['deal-empty', 'add-partner', 'deal-tagged', 'review-registration', 'won']

const folder = join(import.meta.dirname, '../../docs/screenshots')
mkdirSync(folder, { recursive: true })
await buildLightning(PACKAGE_COMPONENTS)
const browser = await launchBrowser()
try {
  await tell(browser, hubspotRecord, (screen) => screen)
  await tell(browser, salesforceRecord, (screen) => (PROGRAMME.test(screen) ? null : `salesforce-${screen}`))
  for (const screen of PAIRS) await sideBySide(browser, screen)
} finally {
  await browser.close()
}

async function tell(
  browser: Browser,
  record: RecordPage,
  nameOf: (screen: string) => string | null,
): Promise<void> {
  const venue = await openEmbedded()
  try {
    const context = await newContext(browser)
    const page = await context.newPage()
    for (const step of STORY.filter(({ needsSimulator }) => !needsSimulator)) {
      await step.play({
        ...venue,
        page,
        record,
        async look(screen, shown) {
          const name = nameOf(screen)
          if (name === null) return
          await dismissNotices(shown)
          await shown.evaluate(SETTLED)
          await picture(shown, name)
        },
      })
    }
    if (record === salesforceRecord) await lookAtTabs(page)
    await context.close()
  } finally {
    await venue.close()
  }
}

/** The pages that the package adds to an org. */
async function lookAtTabs(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /^Admin/ }).check({ force: true })
  await page.getByRole('link', { name: 'Registrations', exact: true }).click()
  await page.getByText('Show', { exact: true }).first().waitFor()
  await page.getByText('All', { exact: true }).first().click()
  await page.getByText('Northwind Consulting').first().waitFor()
  await picture(page, 'salesforce-registrations')
  await page.getByRole('link', { name: 'Partner Desk Settings' }).click()
  await page.getByRole('button', { name: 'Sync now' }).waitFor()
  await picture(page, 'salesforce-settings')
}

async function sideBySide(browser: Browser, screen: string): Promise<void> {
  const context = await newContext(browser, { width: 1800, height: 600 })
  const page = await context.newPage()
  const image = (name: string, crm: string) =>
    `<figure style="margin:0"><figcaption style="font:600 18px sans-serif;padding:8px 4px">${crm}</figcaption>
     <img alt="" style="width:890px;border:1px solid #ccc" src="data:image/png;base64,${readFileSync(join(folder, `${name}.png`)).toString('base64')}"></figure>`
  await page.setContent(
    `<body style="margin:0;background:#fff;display:flex;gap:16px;width:1800px">${image(screen, 'HubSpot')}${image(`salesforce-${screen}`, 'Salesforce')}</body>`,
  )
  await page.screenshot({ path: join(folder, `both-${screen}.png`) })
  await context.close()
}

async function newContext(
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

async function picture(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`)
  await page.screenshot({ path, caret: 'hide' })
  console.log(`${name} ${Math.round(statSync(path).size / 1024)} kB`)
}

/** They lie over what the picture is about; a modal makes them inert, so a click by pointer would not reach them. */
async function dismissNotices(page: Page): Promise<void> {
  const dismiss = page.getByRole('button', { name: 'Dismiss', includeHidden: true })
  // One may go by itself just now: the loop looks again.
  while ((await dismiss.count()) > 0)
    await dismiss
      .first()
      .dispatchEvent('click', undefined, { timeout: 1_000 })
      .catch(() => {})
}
