import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { buildLightning } from '../../extension-ui/workbench/lightning/lightning-build.ts'
import { PACKAGE_COMPONENTS } from '../../extension-ui/workbench/server/salesforce-package.ts'
import { openEmbedded } from './embedded-venue.ts'
import { hubspotRecord } from './hubspot-record.ts'
import type { RecordPage } from './record-page.ts'
import { salesforceRecord } from './salesforce-record.ts'
import {
  PARTNER,
  type StoryStep,
  field,
  openBatch,
  openConsole,
  openPartner,
  saved,
  yesterday,
} from './story.ts'
import { tellStory } from './tell-story.ts'

/** Tags the partner, wins the deal and records what the customer paid, in the CRM that the deal is in. */
async function earn(page: Page, record: RecordPage): Promise<void> {
  await record.be(page, 'Rep')
  await record.card(page).getByRole('button', { name: 'Add partner' }).click()
  const tag = record.panel(page, 'Add partner')
  await tag.getByLabel('Find a partner').fill('north')
  await record.choosePartner(page, PARTNER)
  await tag.getByLabel(field('Reason')).fill('Introduced us to the CIO in March')
  await page.getByRole('button', { name: `Tag ${PARTNER} as sourced - $7,200.00 if won` }).click()
  await tag.waitFor({ state: 'detached' })
  // One partner, one tier: whichever CRM the deal is in.
  await record.card(page).getByText('Sourced · Gold referral').waitFor()
  await record.chooseStage(page, record.stages.won)
  await record.commission(page, PARTNER, { Accrued: '$7,200.00', Pending: '$7,200.00' })
  await record.be(page, 'Finance')
  await record.card(page).getByRole('button', { name: 'Record payment' }).click()
  const payment = record.panel(page, 'Customer payments')
  await payment.getByLabel(field('Paid on')).fill(record.typedDate(yesterday()))
  await payment.getByLabel(field('Evidence')).fill(`Paid for ${record.dealName}`)
  await payment.getByRole('button', { name: 'Record payment of $48,000.00' }).click()
  await payment.waitFor({ state: 'detached' })
  await record.commission(page, PARTNER, { Accrued: '$7,200.00', Pending: '$0.00', Payable: '$7,200.00' })
}

const STEPS: readonly StoryStep[] = [
  {
    title: 'the partner earns on a deal in HubSpot',
    async play({ page, url, look }) {
      await hubspotRecord.open(page, url)
      await earn(page, hubspotRecord)
      await look('both-crms-hubspot', page)
    },
  },
  {
    title: 'the same partner earns on an opportunity in Salesforce',
    async play({ page, url, look }) {
      await salesforceRecord.open(page, url)
      await earn(page, salesforceRecord)
      await look('both-crms-salesforce', page)
    },
  },
  {
    title: 'finance sees one balance over both CRMs and makes one payout of it',
    async play({ page, look }) {
      const console_ = await openConsole(salesforceRecord, page, 'Finance')
      await console_.getByRole('link', { name: 'Payouts' }).click()
      const row = console_.getByRole('row').filter({ hasText: PARTNER })
      await row.getByText('$14,400.00', { exact: true }).first().waitFor()
      assert.equal(await row.count(), 1)
      await console_.getByLabel(`Select ${PARTNER}`).check()
      await look('both-crms-payouts', console_)
      await console_.getByRole('button', { name: 'Make payout batch' }).click()
      await console_.getByRole('button', { name: 'Make batch of $14,400.00' }).click()
      await console_.getByRole('heading', { name: 'Batch 1' }).waitFor()
      await console_.close()
    },
  },
  {
    title: 'whoever made it in one CRM cannot approve it from the other',
    async play({ page, url }) {
      await page.goto(url)
      await page.getByRole('heading', { level: 1, name: hubspotRecord.dealName }).waitFor()
      const console_ = await openConsole(hubspotRecord, page, 'Finance')
      await openBatch(console_)
      const approve = console_.getByRole('button', { name: 'Approve', exact: true })
      await approve.waitFor()
      assert.equal(await approve.isDisabled(), true)
      await console_.close()
    },
  },
  {
    title: 'somebody else approves it, and the payment file pays the partner once',
    async play({ page }) {
      const admin = await openConsole(hubspotRecord, page, 'Admin')
      await openBatch(admin)
      await admin.getByRole('button', { name: 'Approve', exact: true }).click()
      await admin.getByRole('button', { name: 'Approve $14,400.00' }).click()
      await admin.getByRole('definition').filter({ hasText: 'Avery Lindqvist' }).waitFor()
      await admin.close()
      const finance = await openConsole(hubspotRecord, page, 'Finance')
      await openBatch(finance)
      const file = await saved(finance, () =>
        finance.getByRole('button', { name: 'Download payment file' }).click(),
      )
      const payments = file.split('\r\n').filter((line) => line.startsWith('PAYMENT,'))
      assert.equal(payments.length, 1)
      assert.deepEqual(payments[0]?.split(',').slice(3, 6), [PARTNER, '14400.00', 'USD'])
      await finance.getByRole('button', { name: 'Confirm all as paid' }).click()
      await finance.getByLabel(field('Bank reference')).fill('Bank run 2026-11')
      await finance.getByRole('button', { name: 'Record as paid: $14,400.00' }).click()
      await finance.getByText('Reference Bank run 2026-11').waitFor()
      await finance.close()
    },
  },
  {
    title: 'one statement names both deals and one payout',
    async play({ page, look }) {
      const console_ = await openConsole(hubspotRecord, page, 'Finance')
      await openPartner(console_)
      await console_
        .getByText(/^Payout/)
        .first()
        .waitFor()
      await look('both-crms-ledger', console_)
      const csv = await saved(console_, () => console_.getByRole('button', { name: 'Download CSV' }).click())
      const lines = csv.trim().split('\r\n')
      for (const { dealName } of [hubspotRecord, salesforceRecord]) {
        assert(
          lines.some((line) => line.includes(dealName) && line.includes('7200.00')),
          dealName,
        )
      }
      const paid = lines.filter((line) => /payout/i.test(line) && line.includes('14400.00'))
      assert.equal(paid.length, 1, csv)
      await console_.close()
    },
  },
  {
    title: 'the card in each CRM shows its deal as paid',
    async play({ page, url }) {
      for (const record of [hubspotRecord, salesforceRecord]) {
        await record.open(page, url)
        await record.commission(page, PARTNER, { Accrued: '$7,200.00', Payable: '$0.00', Paid: '$7,200.00' })
        await record.written(page, 'commission', '$7,200.00')
        await record.written(page, 'role', 'Sourced')
      }
    },
  },
  {
    title: 'the ledger proves itself from the command line',
    async play({ command }) {
      const { code, stdout, stderr } = await command('ledger', 'verify')
      assert.equal(code, 0, stderr)
      assert.match(stdout, /^workspace \S+: ok, \d+ transactions, \d+ postings\n$/)
    },
  },
]

tellStory({
  where: 'in HubSpot and Salesforce at once',
  story: { title: 'one partner, one balance, one payout', steps: STEPS },
  record: hubspotRecord,
  simulator: false,
  async open() {
    // Before the start, which then finds it and does not build beside the browser.
    await buildLightning(PACKAGE_COMPONENTS)
    return openEmbedded()
  },
})
