import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { buildLightning } from '../../extension-ui/workbench/lightning/lightning-build.ts'
import { PACKAGE_COMPONENTS } from '../../extension-ui/workbench/server/salesforce-package.ts'
import { launchBrowser } from '../support/browser.ts'
import { openEmbedded } from './embedded-venue.ts'
import { takeFixtureScreens } from './fixture-screens.ts'
import { hubspotRecord } from './hubspot-record.ts'
import { takePlanScreens } from './plan-screens.ts'
import type { RecordPage } from './record-page.ts'
import { salesforceRecord } from './salesforce-record.ts'
import { newContext, openCamera } from './screenshot.ts'
import { STORY } from './story.ts'

/**
 * Run by hand: `node test/e2e/take-screenshots.ts` tells the story of a deal once in each CRM and that of a plan once,
 * and writes the pictures of `docs/screenshots`; the console's are taken while HubSpot's are told, and some with the
 * fixtures of its own tests.
 */

/** Screens that are the same whichever CRM leads to them. */
const PROGRAMME = /^(console-|statement)/
/** Taken in both CRMs, and shown beside each other. */
const PAIRS = ['deal-empty', 'add-partner', 'deal-tagged', 'review-registration', 'won']

const folder = join(import.meta.dirname, '../../docs/screenshots')
mkdirSync(folder, { recursive: true })
const camera = openCamera(folder)
await buildLightning(PACKAGE_COMPONENTS)
const browser = await launchBrowser()
try {
  await tell(browser, hubspotRecord, (screen) => screen)
  await tell(browser, salesforceRecord, (screen) => (PROGRAMME.test(screen) ? null : `salesforce-${screen}`))
  await takePlanScreens(browser, camera)
  await takeFixtureScreens(browser, camera)
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
          if (screen === 'console-connections')
            await shown.getByRole('textbox', { name: 'Region', disabled: false }).first().waitFor()
          await camera.take(shown, name)
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
  await camera.take(page, 'salesforce-registrations')
  await page.getByRole('link', { name: 'Partner Desk Settings' }).click()
  await page.getByRole('button', { name: 'Sync now' }).waitFor()
  await camera.take(page, 'salesforce-settings')
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
