import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { expectAccessible } from '../support/console-browser.ts'
import { startProbeWorkbench, type ProbeWorkbench } from '../support/probe-workbench.ts'
import { findChromium } from '../support/services.ts'

describe.skipIf(!findChromium())('the workbench draws a card as HubSpot would', () => {
  let workbench: ProbeWorkbench
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    ;[workbench, browser] = await Promise.all([startProbeWorkbench(), launchBrowser()])
  })
  afterAll(async () => {
    await browser?.close()
    await workbench?.close()
  })
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
    page.setDefaultTimeout(15_000)
    complaints = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(workbench.url)) complaints.push(`asked ${request.url()}`)
    })
    await page.goto(workbench.url)
    await card().getByRole('heading', { name: 'Form' }).waitFor()
  })
  afterEach(async () => {
    await page.close()
  })

  const card = () => page.getByRole('article', { name: 'Probe' })
  const openTab = (name: string) => card().getByRole('tab', { name }).click()

  describe('fields', () => {
    test('keeps every key of fast typing in a field that the card echoes', async () => {
      const text = 'The quick brown fox 0123456789 '.repeat(5).trim()
      const field = card().getByLabel('Echoed')
      for (let round = 0; round < 3; round += 1) {
        await field.fill('')
        await field.pressSequentially(text)
        await card().getByText(`The card knows: ${text}`, { exact: true }).waitFor()
        expect(await field.inputValue()).toBe(text)
      }
      expect(complaints).toEqual([])
    })

    test('gives way when the card itself sets another value', async () => {
      const field = card().getByLabel('Echoed')
      await field.pressSequentially('gone soon')
      await card().getByRole('button', { name: 'Clear' }).click()
      await expect.poll(() => field.inputValue()).toBe('')
      await field.pressSequentially('wrong')
      await card().getByRole('alert').getByText('That is wrong').waitFor()
      expect(await field.getAttribute('aria-invalid')).toBe('true')
    })

    test('reports onChange when the field is left, not for each key', async () => {
      const field = card().getByLabel('Committed')
      await field.pressSequentially('abc')
      await field.blur()
      await card().getByText('Reported: committed=abc', { exact: true }).waitFor()
    })

    test('commits what was typed before a submit with Enter, and hands over every field', async () => {
      await card().getByLabel('Day').fill('2027-02-03')
      await card().getByRole('combobox', { name: 'Colour Select an option' }).press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await card().getByRole('combobox', { name: 'Colours' }).click()
      await page.getByRole('option', { name: 'RED' }).click()
      await page.getByRole('option', { name: 'BLUE' }).click()
      await page.keyboard.press('Escape')
      await card().getByLabel('Committed').pressSequentially('typed')
      await page.keyboard.press('Enter')
      await card().getByText('"committed":"typed"').waitFor()
      const text = await card().getByText('Submitted: {').innerText()
      expect(JSON.parse(text.slice('Submitted: '.length))).toEqual({
        echoed: '',
        committed: 'typed',
        notes: 'first',
        search: '',
        count: 2,
        day: { year: 2027, month: 1, date: 3, formattedDate: '2027-02-03' },
        colour: 'green',
        colours: ['red', 'blue'],
        size: 's',
        changes: 3,
      })
      await card().getByText('Reported: day=2027-1-3 colour=green committed=typed').waitFor()
    })

    test('moves between radio buttons with the arrow keys', async () => {
      const small = card().getByRole('radio', { name: 'Small' })
      await small.focus()
      await page.keyboard.press('ArrowDown')
      const large = card().getByRole('radio', { name: 'Large' })
      await expect.poll(() => large.isChecked()).toBe(true)
      expect(await hasFocus(large)).toBe(true)
    })

    test('has no serious accessibility violation', async () => {
      await expectAccessible(page)
    })
  })

  describe('overlays', () => {
    test('holds the keyboard in a panel, closes the innermost on Escape, and gives the focus back', async () => {
      await openTab('Overlays')
      const opener = card().getByRole('button', { name: 'Open panel' })
      await opener.focus()
      await page.keyboard.press('Enter')
      const panel = page.getByRole('dialog', { name: 'A panel' })
      await panel.waitFor()
      for (let step = 0; step < 6; step += 1) {
        await page.keyboard.press('Tab')
        expect(await panel.locator(':focus').count()).toBe(1)
      }
      await panel.getByRole('button', { name: 'Ask first' }).click()
      const modal = page.getByRole('dialog', { name: 'Really?' })
      await modal.waitFor()
      await expectAccessible(page)
      await page.keyboard.press('Escape')
      await modal.waitFor({ state: 'detached' })
      expect(await panel.isVisible()).toBe(true)
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })
      expect(await hasFocus(opener)).toBe(true)
      await card().getByText('Closed 1 times').waitFor()
    })

    test('lets the card close its own panel and modal by their ids', async () => {
      await openTab('Overlays')
      await card().getByRole('button', { name: 'Open panel' }).click()
      const panel = page.getByRole('dialog', { name: 'A panel' })
      await panel.getByRole('button', { name: 'Ask first' }).click()
      await page.getByRole('dialog', { name: 'Really?' }).getByRole('button', { name: 'Do it' }).click()
      await page.getByRole('dialog', { name: 'Really?' }).waitFor({ state: 'detached' })
      await panel.getByRole('button', { name: 'Done' }).click()
      await panel.waitFor({ state: 'detached' })
    })

    test('shows tooltips for the mouse and for the keyboard', async () => {
      await openTab('Overlays')
      const button = card().getByRole('button', { name: 'Hover me' })
      await button.hover()
      await page.getByRole('tooltip').getByText('What it does').waitFor()
      await page.mouse.move(0, 0)
      await page.getByRole('tooltip').waitFor({ state: 'detached' })
      await button.focus()
      await page.getByRole('tooltip').waitFor()
    })

    test('shows alerts of the card and opens pages that it embeds', async () => {
      await openTab('Overlays')
      await card().getByRole('button', { name: 'Alert' }).click()
      await page.getByRole('status').getByText('All is well').waitFor()
      await card().getByRole('button', { name: 'Embed' }).click()
      await page.getByRole('dialog', { name: 'A page' }).waitFor()
    })

    test('sorts a table through its header', async () => {
      await openTab('Overlays')
      await card().getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
      await card().getByText('Sorted ascending').waitFor()
      await card().getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
      await card().getByText('Sorted descending').waitFor()
    })
  })

  describe('the CRM around the card', () => {
    test('tells the card of edits in the record', async () => {
      await openTab('CRM')
      const properties = page.getByRole('complementary', { name: 'Deal properties' })
      await card()
        .getByText(/^Riley sees .* at \d/)
        .waitFor()
      await properties.getByRole('button', { name: /^Amount/ }).click()
      await properties.getByLabel('Amount').fill('51234.56')
      await page.keyboard.press('Enter')
      await card().getByText('at 51234.56').waitFor()
      await card().getByText('Amounts heard: 51234.56', { exact: true }).waitFor()
      await expect.poll(() => properties.getByText('$51,234.56').count()).toBe(2)
    })

    test('keeps the old value when an edit is given up with Escape, and says what HubSpot refused', async () => {
      const properties = page.getByRole('complementary', { name: 'Deal properties' })
      const amount = properties.getByRole('button', { name: /^Amount/ })
      const before = await amount.innerText()
      await amount.click()
      await properties.getByLabel('Amount').fill('1')
      await page.keyboard.press('Escape')
      expect(await amount.innerText()).toBe(before)
      await amount.click()
      await properties.getByLabel('Amount').fill('a lot')
      await page.keyboard.press('Enter')
      await page.getByText('Not saved').waitFor()
    })

    test('answers the SDK about associated records', async () => {
      await openTab('CRM')
      await card()
        .getByText(/^Company: \S/)
        .waitFor()
    })

    test('signs requests as the chosen person and hands refusals on in the envelope of the proxy', async () => {
      await page.getByRole('radio', { name: /Finance/ }).check({ force: true })
      await openTab('CRM')
      await card()
        .getByText(/^Finley sees/)
        .waitFor()
      await card().getByRole('button', { name: 'Who am I' }).click()
      await card()
        .getByText(/^Answer: 200/)
        .waitFor()
      const answer = await card()
        .getByText(/^Answer: 200/)
        .innerText()
      const { query, body } = JSON.parse(answer.slice('Answer: 200 '.length))
      expect(query).toMatchObject({ userId: '1003', portalId: String(workbench.demo.portal.portalId) })
      expect(query.userEmail).toContain('finley')
      expect(body).toEqual({ deal: Number(workbench.demo.homePath().split('/').at(-1)) })
      expect(workbench.asked).toContain('POST /who 1003 signed')
      await card().getByRole('button', { name: 'Be refused' }).click()
      await card()
        .getByText(/^Answer: 422 .*"responseBody":\{"detail":"No"\}/)
        .waitFor()
      await page.getByRole('radio', { name: /Rep/ }).check({ force: true })
    })

    test('finds a deal in the list and opens it', async () => {
      await page.getByRole('link', { name: 'Deals', exact: true }).first().click()
      const first = page.getByRole('table').getByRole('link').first()
      const name = await first.innerText()
      await page.getByLabel('Search deals').fill(name)
      await expect.poll(() => page.url()).toContain('search=')
      await page.getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { level: 1, name }).waitFor()
    })

    test('moves the clock forward and never back', async () => {
      const before = workbench.demo.clock.now().getTime()
      await page.getByRole('button', { name: /move the clock 7 days forward/ }).click()
      await page.getByText('The clock moved').waitFor()
      expect(workbench.demo.clock.now().getTime() - before).toBeGreaterThanOrEqual(7 * 86_400_000)
      const back = await fetch(`${workbench.url}/workbench/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to: new Date(before).toISOString() }),
      })
      expect(back.status).toBe(400)
    })
  })

  describe('the fence around a card', () => {
    test('leaves no network, storage or page within reach', async () => {
      await openTab('Fence')
      await card().getByText('Within reach: nothing', { exact: true }).waitFor()
    })

    test('refuses an origin that only begins like a permitted one, and any header but Authorization', async () => {
      await openTab('Fence')
      await card().getByRole('button', { name: 'Ask a look-alike' }).click()
      await card()
        .getByText(/^Elsewhere: 400 .*is not in permittedUrls/)
        .waitFor()
      await card().getByRole('button', { name: 'Send a header' }).click()
      await card()
        .getByText(/^Elsewhere: 400 .*Only 'Authorization'/)
        .waitFor()
      expect(workbench.asked.filter((request) => request.includes('/x'))).toEqual([])
    })

    test('draws a box where the card uses an HTML tag', async () => {
      await openTab('Fence')
      await card().getByText('<marquee> is an HTML tag: HubSpot refuses it').waitFor()
    })

    test('shows the error of a card that breaks', async () => {
      await openTab('Fence')
      await card().getByRole('button', { name: 'Break' }).click()
      await card().getByRole('alert').getByText('the probe broke').waitFor()
    })
  })
})

async function hasFocus(element: Locator): Promise<boolean> {
  return (await element.and(element.page().locator(':focus')).count()) === 1
}
