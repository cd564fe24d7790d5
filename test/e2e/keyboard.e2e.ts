import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { findChromium } from '../support/services.ts'
import { openEmbedded } from './embedded-venue.ts'
import { hubspotCard as card } from './hubspot-record.ts'
import type { Venue } from './tell-story.ts'

describe.skipIf(!findChromium())('the card on the deal record, by keyboard alone', () => {
  let venue: Venue
  let browser: Browser
  beforeAll(async () => {
    ;[venue, browser] = await Promise.all([openEmbedded(), launchBrowser()])
  })
  afterAll(async () => {
    await browser?.close()
    await venue?.close()
  })

  test('a rep finds a partner, chooses the role and tags it, and the focus returns to the card', async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
    await page.goto(venue.url)
    const add = card(page).getByRole('button', { name: 'Add partner' })
    await add.waitFor()
    await tabTo(page, add)
    await page.keyboard.press('Enter')
    const panel = page.getByRole('dialog', { name: 'Add partner' })
    await tabTo(page, panel.getByLabel('Find a partner'))
    await page.keyboard.type('bright')
    const partner = panel.getByRole('radio', { name: 'Brightpath Systems' })
    await partner.waitFor()
    await expect.poll(() => panel.getByRole('radio').count()).toBe(1)
    await tabTo(page, partner)
    await page.keyboard.press('Space')
    const influenced = panel.getByRole('radio', { name: 'Influenced' })
    await influenced.waitFor()
    await tabTo(page, panel.getByRole('radio', { name: 'Sourced' }))
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => influenced.isChecked()).toBe(true)
    await tabTo(page, panel.getByLabel(/^Reason/))
    await page.keyboard.type('Joined the workshop on integration')
    await tabTo(page, panel.getByRole('button', { name: /^Tag Brightpath Systems as influenced - / }))
    await page.keyboard.press('Enter')
    await panel.waitFor({ state: 'detached' })
    await card(page)
      .getByText(/^Influenced · /)
      .waitFor()
    await expect.poll(() => card(page).locator(':focus').count()).toBe(1)
  })
})

/** Moves forward with Tab until the focus is there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await target.and(page.locator(':focus')).count()) === 1) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reached ${String(target)}`)
}
