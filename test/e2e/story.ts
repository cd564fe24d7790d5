import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { Download, Page } from 'playwright-core'
import type { CommandResult } from '../support/processes.ts'
import type { RecordPage } from './record-page.ts'

/** Whom the story is told in front of: the browser's page, and the command line beside it. */
export interface Stage {
  /** The deal record of the workbench, from beginning to end. */
  page: Page
  /** How to work with that record, in the CRM that it is in. */
  record: RecordPage
  url: string
  /** A command line of the product, with the settings of the server. */
  command(...args: string[]): Promise<CommandResult>
  /** Delivers every webhook that ever went out once more. Only where the simulated CRM can be reached. */
  repeatWebhooks?(): Promise<void>
  /** Called when a screen stands as a visitor sees it. */
  look(screen: string, page: Page): Promise<void>
}

export interface StoryStep {
  title: string
  /** Told only where the simulated CRM can be reached. */
  needsSimulator?: true
  play(stage: Stage): Promise<void>
}

export const PARTNER = 'Northwind Consulting'
const USE_CASE = 'Order and warehouse data of 40 sites on one platform'
const EVIDENCE = 'Introduced us to the CIO in March; joined both workshops'

/** A field by its label, which a CRM may begin with the mark of a required one. */
export const field = (label: string): RegExp => new RegExp(`^\\*?\\s*${label}`)

/** One deal from tag to payout, as a newcomer lives it. The order is the story's; each step begins where the last one ended. */
export const STORY: readonly StoryStep[] = [
  {
    title: 'a rep opens the one address and meets a deal without a partner',
    async play({ page, record, url, look }) {
      await record.open(page, url)
      await record.card(page).getByText('No partner on this deal.').waitFor()
      await look('deal-empty', page)
    },
  },
  {
    title: 'searching a partner shows what sourced and influenced would each cost',
    async play({ page, record, look }) {
      await record.card(page).getByRole('button', { name: 'Add partner' }).click()
      const panel = record.panel(page, 'Add partner')
      await panel.getByLabel('Find a partner').fill('north')
      await record.choosePartner(page, PARTNER)
      await panel.getByRole('radio', { name: 'Sourced' }).waitFor()
      await panel.getByText('$7,200.00 if won', { exact: true }).waitFor()
      await panel.getByText('$1,500.00 if won', { exact: true }).waitFor()
      await panel.getByLabel(field('Reason')).fill('Introduced us to the CIO in March')
      await look('add-partner', page)
    },
  },
  {
    title: 'the rep tags it as sourced, and the card says what it would earn',
    async play({ page, record, look }) {
      await page.getByRole('button', { name: `Tag ${PARTNER} as sourced - $7,200.00 if won` }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await record.card(page).getByText('Sourced · Gold referral').waitFor()
      await record.card(page).getByText('If won at $48,000.00:').waitFor()
      await record.card(page).getByText(`${PARTNER} $7,200.00`).waitFor()
      await done(page, 'Tag a partner on the deal')
      await look('deal-tagged', page)
    },
  },
  {
    title: 'the amount is explained',
    async play({ page, record, look }) {
      await record.card(page).getByRole('button', { name: 'Why?' }).click()
      const panel = record.panel(page, 'Why these amounts')
      await panel
        .getByText(/15\s?%/)
        .first()
        .waitFor()
      await look('why', page)
      await record.closePanel(page, 'Why these amounts')
    },
  },
  {
    title: 'the rep registers the deal for the partner',
    async play({ page, record, look }) {
      await record.card(page).getByRole('button', { name: 'Register', exact: true }).click()
      const panel = record.panel(page, 'Register this deal')
      await panel.getByLabel(field('Customer contact')).fill('Dana Whitfield')
      await panel.getByLabel(field("Contact's email")).fill('dana.whitfield@cancity.example')
      await panel.getByLabel(field('Use case')).fill(USE_CASE)
      await panel.getByLabel(field('Evidence')).fill(EVIDENCE)
      await look('register', page)
      await panel.getByRole('button', { name: `Register this deal for ${PARTNER}` }).click()
      await panel.waitFor({ state: 'detached' })
      await done(page, 'Register the deal for that partner')
    },
  },
  {
    title: 'the channel manager reads the claim and approves it',
    async play({ page, record, look }) {
      await record.be(page, 'Channel manager')
      await record.card(page).getByRole('button', { name: 'Review registration' }).click()
      const panel = record.panel(page, 'Review registration')
      await panel.getByText(USE_CASE).waitFor()
      await panel.getByText('Approving causes').waitFor()
      await look('review-registration', page)
      await panel.getByRole('button', { name: 'Approve registration' }).click()
      await panel.waitFor({ state: 'detached' })
      await record
        .card(page)
        .getByText(/^Registered, protected/)
        .waitFor()
      await record.focusIsOnCard?.(page)
      await done(page, 'Approve the registration')
      await record.written(page, 'registration', 'Approved')
      await record.written(page, 'protectedUntil', /^\d\d?\/\d\d?\/\d{4}$/)
      await look('approved', page)
    },
  },
  {
    title: 'the deal is won in the CRM and the commission accrues',
    async play({ page, record, look }) {
      await record.be(page, 'Rep')
      await record.chooseStage(page, record.stages.won)
      await record.commission(page, PARTNER, { Accrued: '$7,200.00', Pending: '$7,200.00', Payable: '$0.00' })
      await done(page, 'Win the deal: the commission accrues')
      await record.written(page, 'commission', '$7,200.00')
      await look('won', page)
    },
  },
  {
    title: 'a deal that leaves won and comes back has accrued once',
    async play({ page, record, command }) {
      await record.chooseStage(page, record.stages.open)
      await record.card(page).getByText('If won at $48,000.00:').waitFor()
      await record.written(page, 'commission', '')
      await record.chooseStage(page, record.stages.won)
      await record.commission(page, PARTNER, {
        Accrued: '$7,200.00',
        Pending: '$7,200.00',
        Payable: '$0.00',
        Paid: '$0.00',
      })
      await record.written(page, 'commission', '$7,200.00')
      assert.deepEqual(await balances(command), { pending: '7200.00', payable: '0.00', paid: '0.00' })
    },
  },
  {
    title: 'webhooks that arrive a second time change nothing',
    needsSimulator: true,
    async play({ page, record, command, repeatWebhooks }) {
      assert(repeatWebhooks)
      const before = await command('export', 'ledger')
      await repeatWebhooks()
      assert.deepEqual(await command('export', 'ledger'), before)
      await record.commission(page, PARTNER, { Accrued: '$7,200.00', Pending: '$7,200.00' })
    },
  },
  {
    title: "finance records the customer's payment and the commission becomes payable",
    async play({ page, record, look }) {
      await record.be(page, 'Finance')
      await record.card(page).getByRole('button', { name: 'Record payment' }).click()
      const panel = record.panel(page, 'Customer payments')
      await panel.getByLabel(field('Paid on')).fill(record.typedDate(yesterday()))
      await panel.getByLabel(field('Evidence')).fill('Invoice 2231, bank reference 88-1')
      await look('record-payment', page)
      await panel.getByRole('button', { name: 'Record payment of $48,000.00' }).click()
      await panel.waitFor({ state: 'detached' })
      await record.commission(page, PARTNER, { Accrued: '$7,200.00', Pending: '$0.00', Payable: '$7,200.00' })
      await done(page, "Record the customer's payment: it becomes payable")
      await record.card(page).getByRole('button', { name: 'History' }).click()
      const history = record.panel(page, 'History')
      await history.getByText('Finley Okafor').first().waitFor()
      await look('history', page)
      await page.keyboard.press('Escape')
      await history.waitFor({ state: 'detached' })
    },
  },
  {
    title: 'finance makes a payout batch in the console and cannot approve it',
    async play({ page, record, look }) {
      const console_ = await openConsole(record, page, 'Finance')
      await console_.getByRole('link', { name: 'Payouts' }).click()
      await console_.getByLabel(`Select ${PARTNER}`).check()
      await look('console-payouts', console_)
      await console_.getByRole('button', { name: 'Make payout batch' }).click()
      await console_.getByRole('button', { name: 'Make batch of $7,200.00' }).click()
      await console_.getByRole('heading', { name: 'Batch 1' }).waitFor()
      const approve = console_.getByRole('button', { name: 'Approve', exact: true })
      await console_.getByText('You made this batch, so somebody else approves it.').waitFor()
      assert.equal(await approve.isDisabled(), true)
      await console_.close()
      await done(page, 'Make a payout batch')
    },
  },
  {
    title: 'a second person approves the batch',
    async play({ page, record, look }) {
      const console_ = await openConsole(record, page, 'Admin')
      await openBatch(console_)
      await console_.getByRole('button', { name: 'Approve', exact: true }).click()
      await console_.getByRole('dialog').getByText('made by Finley Okafor').waitFor()
      await console_.getByRole('button', { name: 'Approve $7,200.00' }).click()
      await console_.getByRole('definition').filter({ hasText: 'Avery Lindqvist' }).waitFor()
      await done(page, 'A second person approves the batch')
      await console_.getByRole('link', { name: 'Deals', exact: true }).click()
      await console_.getByLabel('Search deal or account').fill(record.dealName)
      const deal = console_.getByRole('row').filter({ hasText: record.dealName })
      await deal.getByText('$7,200.00', { exact: true }).waitFor()
      await console_.getByText('Verity audit readiness').waitFor({ state: 'detached' })
      await look('console-deals', console_)
      for (const [link, screen, shows] of [
        ['Partners', 'console-partners', 'Brightpath Systems'],
        ['Connections', 'console-connections', 'Waiting webhooks'],
        ['People', 'console-people', 'Riley Reyes'],
      ] as const) {
        await console_.getByRole('link', { name: link, exact: true }).click()
        await console_.getByRole('heading', { level: 1, name: link }).waitFor()
        await console_.getByText(shows).first().waitFor()
        await look(screen, console_)
      }
      await console_.close()
    },
  },
  {
    title: 'finance downloads the payment file, whose control line agrees with the batch',
    async play({ page, record, look }) {
      const console_ = await openConsole(record, page, 'Finance')
      await openBatch(console_)
      await look('console-batch', console_)
      const hash = await console_.getByRole('code').innerText()
      const file = await saved(console_, () =>
        console_.getByRole('button', { name: 'Download payment file' }).click(),
      )
      const rows = file
        .trim()
        .split('\r\n')
        .map((line) => line.split(','))
      assert.deepEqual(
        rows.map(([type]) => type),
        ['Type', 'PAYMENT', 'CONTROL'],
      )
      assert.deepEqual(rows[1]?.slice(3, 6), [PARTNER, '7200.00', 'USD'])
      assert.deepEqual(rows[2], ['CONTROL', '1', '', '', '7200.00', 'USD', hash])
      assert.match(hash, /^[0-9a-f]{64}$/)
      await done(page, 'Download the payment file')
      await console_.close()
    },
  },
  {
    title: "the partner's statement explains each line, as a page and as a file",
    async play({ page, record, look }) {
      const console_ = await openConsole(record, page, 'Finance')
      await openPartner(console_)
      await console_
        .getByText(/Commission accrued/)
        .first()
        .waitFor()
      await look('console-partner', console_)
      const html = await saved(console_, () =>
        console_.getByRole('button', { name: 'Download statement (HTML)' }).click(),
      )
      const csv = await saved(console_, () => console_.getByRole('button', { name: 'Download CSV' }).click())
      for (const text of [html, csv]) {
        assert(text.includes(record.dealName))
        assert.match(text, /15\s?%/, 'the line says why')
        assert.match(text, /Closing balance/)
      }
      assert.match(html, /\$7,200\.00/)
      assert.match(csv, /,7200\.00,/)
      const statement = await console_.context().newPage()
      await statement.setContent(html)
      await statement.getByRole('heading', { name: `Statement for ${PARTNER}` }).waitFor()
      await look('statement', statement)
      await statement.close()
      await console_.close()
    },
  },
  {
    title: 'finance confirms the payment as paid',
    async play({ page, record, look }) {
      const console_ = await openConsole(record, page, 'Finance')
      await openBatch(console_)
      await console_.getByRole('button', { name: 'Confirm all as paid' }).click()
      await console_.getByLabel(/^Bank reference/).fill('Bank run 2026-11')
      await console_.getByRole('button', { name: 'Record as paid: $7,200.00' }).click()
      await console_.getByText('Reference Bank run 2026-11').waitFor()
      await openPartner(console_)
      await console_
        .getByText(/^Payout/)
        .first()
        .waitFor()
      const earned = console_.getByRole('row').filter({ hasText: 'Earned by the customer’s payment' })
      await earned.getByText('Why', { exact: true }).click()
      await console_.getByRole('button', { name: 'Download CSV' }).scrollIntoViewIfNeeded()
      await look('console-ledger', console_)
      await console_.close()
    },
  },
  {
    title: 'the CRM record carries partner, role, registration and commission, and the checklist is complete',
    async play({ page, record, look }) {
      // A card asks again when it is opened, not while its tab is in the background.
      await page.reload()
      await record.commission(page, PARTNER, {
        Accrued: '$7,200.00',
        Pending: '$0.00',
        Payable: '$0.00',
        Paid: '$7,200.00',
      })
      await record.written(page, 'partner', PARTNER)
      await record.written(page, 'role', 'Sourced')
      await record.written(page, 'registration', 'Won')
      await record.written(page, 'protectedUntil', /^\d\d?\/\d\d?\/\d{4}$/)
      await record.written(page, 'commission', '$7,200.00')
      await page.getByRole('button', { name: /See the whole story in two minutes\s*9 of 9/ }).waitFor()
      const list = await record.openList(page)
      await list.getByText(record.dealName).waitFor()
      await look('workbench-deals-list', page)
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

export async function openConsole(record: RecordPage, page: Page, role: string): Promise<Page> {
  await record.be(page, role)
  const console_ = await record.openConsole(page)
  await console_.getByRole('link', { name: 'Payouts' }).waitFor()
  return console_
}

export async function openPartner(console_: Page): Promise<void> {
  await console_.getByRole('link', { name: 'Partners', exact: true }).click()
  // The page before may name the partner too, once for each of its deals.
  await console_.getByRole('heading', { level: 1, name: 'Partners' }).waitFor()
  await console_.getByRole('link', { name: PARTNER }).click()
}

export async function openBatch(console_: Page): Promise<void> {
  await console_.getByRole('link', { name: 'Payouts' }).click()
  await console_.getByRole('link', { name: 'Batch 1' }).click()
  await console_.getByRole('heading', { name: 'Batch 1' }).waitFor()
}

/** Waits for the tick in the checklist, which the server's and the CRM's own answers make. */
async function done(page: Page, title: string): Promise<void> {
  await page
    .getByRole('listitem')
    .filter({ hasText: `${title} (done)` })
    .waitFor()
}

export async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()])
  return textOf(download)
}

const textOf = async (download: Download): Promise<string> => readFile(await download.path(), 'utf8')

async function balances(command: Stage['command']): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await command('ledger', 'balance')
  assert.equal(code, 0, stderr)
  const lines = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  assert.equal(lines.length, 1, stdout)
  const { pending, payable, paid } = lines[0] as Record<string, unknown>
  return { pending, payable, paid }
}

/** A day that is over in every time zone. */
export const yesterday = (): string => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
