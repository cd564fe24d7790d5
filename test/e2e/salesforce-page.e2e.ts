import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildLightning } from '../../extension-ui/workbench/lightning/lightning-build.ts'
import { PACKAGE_COMPONENTS } from '../../extension-ui/workbench/server/salesforce-package.ts'
import { launchBrowser, listenToComplaints } from '../support/browser.ts'
import { expectAccessible } from '../support/console-browser.ts'
import { findChromium } from '../support/services.ts'
import { openEmbedded } from './embedded-venue.ts'
import type { Venue } from './tell-story.ts'

const NAME = 'Cancity warehouse rollout'

describe.skipIf(!findChromium())("the Salesforce page runs the package's own components", () => {
  let venue: Venue
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    // Before the start, which then finds it and does not build beside the tests.
    await buildLightning(PACKAGE_COMPONENTS)
    ;[venue, browser] = await Promise.all([openEmbedded(), launchBrowser()])
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await venue?.close()
  })
  beforeEach(async () => {
    context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-US',
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(20_000)
    page = await context.newPage()
    complaints = []
    listenToComplaints(page, [venue.url], complaints)
    await page.goto(venue.url)
    await page.getByRole('link', { name: 'Salesforce', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor()
  })
  afterEach(() => context.close())

  const panel = (): Locator => page.locator('c-partner-panel')
  const toOpportunities = (): Promise<void> =>
    page.getByRole('link', { name: 'Opportunities', exact: true }).click()

  test("the switch leads from the deal to the opportunity of the same story, and the card shows the server's answer", async () => {
    expect(new URL(page.url()).pathname).toMatch(/^\/lightning\/r\/Opportunity\/006\w{15}\/view$/)
    await panel().getByText('No partner on this deal.').waitFor()
    await panel().getByRole('button', { name: 'Add partner' }).waitFor()
    expect(complaints).toEqual([])
  })

  test.each(['1', '2'] as const)('every page is accessible in SLDS %s', async (version) => {
    await page.goto(`${page.url()}?slds=${version}`)
    await panel().getByRole('button', { name: 'Add partner' }).waitFor()
    expect(await page.locator('html').getAttribute('data-slds')).toBe(version)
    await expectAccessible(page)
    await toOpportunities()
    await page.getByRole('table').getByRole('link', { name: NAME }).waitFor()
    await expectAccessible(page)
    await be('Admin')
    await page.getByRole('link', { name: 'Registrations', exact: true }).click()
    await page.locator('c-registration-list').getByText('Search registrations').waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Partner Desk Settings' }).click()
    await page.locator('c-partner-desk-settings').getByRole('button', { name: 'Sync now' }).waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
  })

  test('the list finds an opportunity by its account, and leads to its record', async () => {
    await toOpportunities()
    await page.getByLabel('Search opportunities').fill('coldharbour passes')
    await page.getByText('1 item, latest change first').waitFor()
    await page.getByRole('link', { name: 'Coldharbour gate passes' }).click()
    await page.getByRole('heading', { level: 1, name: 'Coldharbour gate passes' }).waitFor()
    await page.goBack()
    await page.getByText('1 item, latest change first').waitFor()
  })

  test('a change on the record reaches the card by itself', async () => {
    const details = page.getByRole('region', { name: 'Opportunity details' })
    await details.getByRole('button', { name: /^Amount/ }).click()
    await details.getByLabel('Amount').fill('52000')
    await page.keyboard.press('Enter')
    await details.getByRole('button', { name: 'Amount $52,000.00' }).waitFor()
    await addNorthwind()
    await panel().getByText('If won at $52,000.00:').waitFor()
    await details.getByRole('button', { name: /^Amount/ }).click()
    await details.getByLabel('Amount').fill('48000')
    await page.keyboard.press('Enter')
    await panel().getByText('If won at $48,000.00:').waitFor()
    expect(complaints).toEqual([])
  })

  test('the record carries what was written back, and the checklist counts what was done here', async () => {
    const written = page.getByRole('region', { name: 'Partner Desk', exact: true })
    await written.getByText('Northwind Consulting').waitFor()
    await written.getByText('Sourced').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'Tag a partner on the deal (done)' }).waitFor()
  })

  test('the path moves the stage', async () => {
    const path = page.getByRole('listbox', { name: 'Path' })
    await path.getByRole('option', { name: /Qualification/ }).click()
    await page.getByRole('button', { name: 'Mark as Current Stage' }).click()
    await path.getByRole('option', { name: /Qualification \(current stage\)/ }).waitFor()
    await path.getByRole('option', { name: 'Closed' }).click()
    await page.getByLabel('Closed stage').selectOption('Closed Won')
    await page.getByRole('button', { name: 'Mark as Current Stage' }).click()
    await path.getByRole('option', { name: /Closed Won \(current stage\)/ }).waitFor()
    await panel().getByRole('row').filter({ hasText: 'Northwind Consulting' }).waitFor()
  })

  test('the keyboard reaches the card, and the focus comes back from a modal', async () => {
    const history = panel().getByRole('button', { name: 'History' })
    await history.waitFor()
    await tabTo(history)
    await page.keyboard.press('Enter')
    const modal = page.getByRole('dialog')
    await modal.waitFor()
    await page.keyboard.press('Escape')
    await modal.waitFor({ state: 'detached' })
    await expect.poll(() => hasFocus(history)).toBe(true)
  })

  test('an action of the package opens in a panel of its own, which gives the page back', async () => {
    const action = page.getByRole('banner').getByRole('button', { name: 'Add partner' })
    await action.click()
    const dialog = page.getByRole('dialog', { name: 'Add partner' })
    await dialog.getByRole('button', { name: /^(Cancel|Close)$/ }).waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: /^(Cancel|Close)$/ }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => hasFocus(action)).toBe(true)
    expect(complaints).toEqual([])
  })

  test('somebody else sees the card with their own rights', async () => {
    await panel().getByRole('button', { name: 'History' }).waitFor()
    await be('Finance')
    await panel().getByRole('button', { name: 'Record payment' }).waitFor()
    await be('Rep')
    await panel().getByRole('button', { name: 'Record payment' }).waitFor({ state: 'detached' })
  })

  test('a reset begins with another org, connected anew', async () => {
    const org = page.getByRole('banner').getByText(/^00D\w{15}$/)
    const before = await org.innerText()
    await page.getByRole('button', { name: 'Reset the demo' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset the demo' }).click()
    await page.getByRole('article', { name: 'Partners' }).waitFor()
    await page.getByRole('link', { name: 'Salesforce', exact: true }).click()
    await panel().getByText('No partner on this deal.').waitFor()
    expect(await org.innerText()).not.toBe(before)
  })

  async function be(role: string): Promise<void> {
    // The radio button itself is drawn by its label.
    await page.getByRole('radio', { name: new RegExp(`^${role}`) }).check({ force: true })
  }

  async function addNorthwind(): Promise<void> {
    await panel().getByRole('button', { name: 'Add partner' }).click()
    const modal = page.getByRole('dialog')
    await modal.getByLabel('Find a partner').fill('north')
    await modal.getByText('Northwind Consulting').click()
    await modal.getByLabel(/Reason/).fill('Introduced us to the CIO')
    await modal.getByRole('button', { name: /^Tag Northwind Consulting as sourced/ }).click()
    await modal.waitFor({ state: 'detached' })
    await page.getByRole('status').getByText('Partner added').waitFor()
    await panel().getByText('Sourced · Gold referral').waitFor()
  }

  /** Moves forward with Tab until the focus is there. */
  async function tabTo(target: Locator): Promise<void> {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await hasFocus(target)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab never reached ${String(target)}`)
  }
})

async function hasFocus(element: Locator): Promise<boolean> {
  return (await element.and(element.page().locator(':focus')).count()) === 1
}
