import type { Locator, Page } from 'playwright-core'
import { commissionLine } from './commission-line.ts'
import type { RecordPage } from './record-page.ts'
import { writtenField } from './written-fields.ts'

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
  typedDate: (isoDate) => isoDate,
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
  commission(page, partner, amounts) {
    return commissionLine(this.card(page), partner, amounts)
  },
  written: writtenField,
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

export const hubspotCard = (page: Page): Locator => hubspotRecord.card(page)
