import type { Browser, Page } from 'playwright-core'
import { openEmbedded } from './embedded-venue.ts'
import { hubspotRecord } from './hubspot-record.ts'
import { PLAN_STORY } from './plan-story.ts'
import { type Camera, newContext } from './screenshot.ts'

const TALL = { width: 1440, height: 1260 }
/** The story's screens that are taken as they stand, by the name of the picture. */
const AS_TOLD: Readonly<Record<string, string>> = {
  'plan-rule': 'console-plan-rule',
  'plan-publish': 'console-plan-publish',
  'plan-version': 'console-plan-version',
  'why-bands': 'why-bands',
  'commission-disputed': 'console-commission',
  'trial-balance': 'console-trial-balance',
  'close-month': 'console-close-month',
}
/** What there is to see besides, when the story stands at a screen. The page is not the story's: it may go anywhere. */
const BESIDES: Readonly<Record<string, (page: Page, camera: Camera, shown: Page) => Promise<void>>> = {
  async 'plan-draft'(page, camera, shown) {
    await page.setViewportSize(TALL)
    // As one meets it: the story has unfolded the form of the window.
    await page.goto(shown.url())
    await page.getByText('$11,500.00').first().waitFor()
    await page.getByText('Why', { exact: true }).first().click()
    await camera.take(page, 'console-plan-draft')
    await page.goto(new URL('/console/plans', shown.url()).href)
    await page.getByRole('heading', { level: 2, name: 'Referral programme' }).waitFor()
    await camera.take(page, 'console-plans')
  },
  async 'trial-balance'(page, camera, shown) {
    await page.goto(new URL('/console/ledger/account-codes', shown.url()).href)
    await page
      .getByLabel(/^Code of/)
      .first()
      .waitFor()
    await camera.take(page, 'console-account-codes')
  },
}

/** Tells the story of a plan in HubSpot and takes its screens of the console, with those beside them. */
export async function takePlanScreens(browser: Browser, camera: Camera): Promise<void> {
  const venue = await openEmbedded()
  const context = await newContext(browser)
  try {
    const page = await context.newPage()
    for (const step of PLAN_STORY) {
      await step.play({
        ...venue,
        page,
        record: hubspotRecord,
        async look(screen, shown) {
          const name = AS_TOLD[screen]
          // What is written back follows the win by a moment.
          if (shown === page) await hubspotRecord.written(page, 'commission', '$11,500.00')
          if (name) await camera.take(shown, name)
          const beside = await context.newPage()
          await BESIDES[screen]?.(beside, camera, shown)
          await beside.close()
        },
      })
    }
  } finally {
    await context.close()
    await venue.close()
  }
}
