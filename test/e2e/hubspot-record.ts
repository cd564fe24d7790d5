import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import { eventually } from '../support/eventually.ts'
import type { RecordPage, WrittenField } from './record-page.ts'

const LABELS: Record<WrittenField, string> = {
  partner: 'Partner',
  role: 'Partner role',
  registration: 'Registration status',
  protectedUntil: 'Protected until',
  commission: 'Partner commission',
}
/** What HubSpot shows where a property has no value. */
const NO_VALUE = '--'
const COLUMNS = ['Commission', 'Accrued', 'Pending', 'Payable', 'In payout', 'Paid'] as const

/** The deal record of the simulated HubSpot. */
export const hubspotRecord: RecordPage = {
  dealName: 'Cancity platform rollout',
  async open(page, url) {
    await page.goto(url)
    await page.getByRole('heading', { level: 1, name: this.dealName }).waitFor()
  },
  card: (page) => page.getByRole('article', { name: 'Partners' }),
  panel: (page, name) => page.getByRole('dialog', { name }),
  async closePanel(page, name) {
    const panel = this.panel(page, name)
    await panel.getByRole('button', { name: 'Close', exact: true }).last().click()
    await panel.waitFor({ state: 'detached' })
  },
  async choosePartner(page, name) {
    await this.panel(page, 'Add partner').getByRole('radio', { name }).check()
  },
  async be(page, role) {
    // The radio button itself is drawn by its label.
    await page.getByRole('radio', { name: new RegExp(`^${role}`) }).check({ force: true })
    await this.card(page).getByRole('button', { name: 'Open console' }).waitFor()
  },
  stages: { won: 'Closed Won', open: 'Contract Sent' },
  async chooseStage(page, stage) {
    const properties = page.getByRole('complementary', { name: 'Deal properties' })
    await properties.getByRole('button', { name: /^Deal stage/ }).click()
    await properties.getByLabel('Deal stage').selectOption({ label: stage })
    await properties.getByRole('button', { name: new RegExp(`^Deal stage ${stage}`) }).waitFor()
  },
  async commission(page, partner, amounts) {
    for (const [column, amount] of Object.entries(amounts)) {
      // Object.entries widens keys to string; these are the record's own.
      const cell = commissionCell(this.card(page), partner, column as (typeof COLUMNS)[number])
      await cell.getByText(amount, { exact: true }).waitFor()
    }
  },
  async written(page, field, value) {
    const section = page.getByRole('region', { name: 'Partner Desk', exact: true })
    await eventually(async () => {
      const [terms, values] = await Promise.all([
        section.getByRole('term').allInnerTexts(),
        section.getByRole('definition').allInnerTexts(),
      ])
      const found = values[terms.indexOf(LABELS[field])] ?? ''
      if (typeof value === 'string') assert.equal(found, value || NO_VALUE, field)
      else assert.match(found, value, field)
    }, 15_000)
  },
  async openConsole(page) {
    await this.card(page).getByRole('button', { name: 'Open console' }).click()
    const onwards = this.panel(page, 'Open the console').getByRole('button', {
      name: 'Continue to the console',
    })
    const [console_] = await Promise.all([page.context().waitForEvent('page'), onwards.click()])
    return console_
  },
  async openList(page) {
    await page.getByRole('link', { name: 'Deals', exact: true }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Deals' }).waitFor()
    return page.getByRole('table')
  },
}

const commissionCell = (card: Locator, partner: string, column: (typeof COLUMNS)[number]): Locator =>
  card.getByRole('row').filter({ hasText: partner }).getByRole('cell').nth(COLUMNS.indexOf(column))

export const hubspotCard = (page: Page): Locator => hubspotRecord.card(page)
