import { commissionLine } from './commission-line.ts'
import { hubspotRecord } from './hubspot-record.ts'
import type { RecordPage } from './record-page.ts'
import { writtenField } from './written-fields.ts'

/** The opportunity record of the simulated Salesforce. */
export const salesforceRecord: RecordPage = {
  dealName: 'Cancity warehouse rollout',
  async open(page, url) {
    await page.goto(url)
    // The switch leads to the record of the same story as soon as it is known; before that, to the list.
    await page.getByRole('heading', { level: 1, name: hubspotRecord.dealName }).waitFor()
    await page.getByRole('link', { name: 'Salesforce', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: this.dealName }).waitFor()
  },
  card: (page) => page.locator('c-partner-panel'),
  panel: (page, name) => page.getByRole('dialog', { name }),
  async closePanel(page, name) {
    const panel = this.panel(page, name)
    await panel.getByRole('button', { name: 'Close', exact: true }).click()
    await panel.waitFor({ state: 'detached' })
  },
  async choosePartner(page, name) {
    // The radio button itself is drawn by its label.
    await this.panel(page, 'Add partner').getByText(name, { exact: true }).click()
  },
  typedDate(isoDate) {
    const [year, month, day] = isoDate.split('-').map(Number)
    return `${month}/${day}/${year}`
  },
  async focusIsOnCard(page) {
    await this.card(page).locator(':focus').waitFor()
  },
  async be(page, role) {
    await page.getByRole('radio', { name: new RegExp(`^${role}`) }).check({ force: true })
    await this.card(page).getByRole('button', { name: 'Open console' }).waitFor()
  },
  stages: { won: 'Closed Won', open: 'Negotiation/Review' },
  async chooseStage(page, stage) {
    const details = page.getByRole('region', { name: 'Opportunity details' })
    await details.getByRole('button', { name: /^Stage/ }).click()
    await details.getByLabel('Stage').selectOption({ label: stage })
    await details.getByRole('button', { name: `Stage ${stage}` }).waitFor()
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
    await page.getByRole('link', { name: 'Opportunities', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Opportunities' }).waitFor()
    return page.getByRole('table')
  },
}
