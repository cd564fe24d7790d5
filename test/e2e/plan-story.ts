import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { field, openConsole, PARTNER, saved, type StoryStep } from './story.ts'

const DAY_MS = 86_400_000
/** No version that is in force may end before today, in any time zone. */
const START = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10)
const PROGRAMME = 'Referral programme'

/** What the steps hand on to each other. */
const told = { draft: '', key: '', line: '' }

/** A plan from draft to the last cent that it pays: changed, tried, published by a second person, accrued, paid, doubted, closed. */
export const PLAN_STORY: readonly StoryStep[] = [
  {
    title: 'the channel manager drafts better terms from the plan in force, and reads what they would pay',
    async play({ page, record, url, look }) {
      await record.open(page, url)
      const console_ = await openConsole(record, page, 'Channel manager')
      await console_.getByRole('link', { name: 'Plans' }).click()
      await console_
        .getByRole('region', { name: PROGRAMME })
        .getByRole('button', { name: 'New draft' })
        .click()
      await console_.getByRole('button', { name: 'Make the draft' }).click()
      await console_.getByRole('button', { name: 'Edit' }).first().click()
      const drawer = console_.getByRole('dialog', { name: 'Rule 1' })
      await drawer.getByRole('radio', { name: 'Graduated' }).check()
      await drawer.getByRole('button', { name: 'Add band' }).click()
      await drawer.getByLabel('Band 1 up to').fill('10000.00')
      await drawer.getByLabel('Band 1 percent').fill('20')
      await drawer.getByLabel('Band 2 percent').fill('25')
      await look('plan-rule', console_)
      await drawer.getByRole('button', { name: 'Done' }).click()
      const window_ = console_.getByRole('region', { name: 'Window and earning' })
      await window_.getByRole('button', { name: 'Change' }).click()
      await window_.getByLabel('First close date').fill(START)
      const example = console_.getByRole('region', { name: 'Worked example' })
      // 20 % of 10,000.00 and 25 % of 38,000.00.
      await example.getByText('$11,500.00').first().waitFor()
      await console_.getByRole('button', { name: 'Save', exact: true }).click()
      await console_.getByText('Saved · revision 2').waitFor()
      told.draft = console_.url()
      await look('plan-draft', console_)
      await console_.close()
    },
  },
  {
    title: 'finance stores the exchange rate that lint asked for, and the warning is gone',
    async play({ page, record, look }) {
      const console_ = await openConsole(record, page, 'Finance')
      await console_.goto(told.draft)
      const warning = console_.getByText(/There are deals in EUR, and no rate to USD/)
      await warning.first().waitFor()
      await console_.getByRole('link', { name: 'Ledger' }).click()
      await console_.getByRole('link', { name: 'Exchange rates' }).click()
      await console_.getByRole('button', { name: /^Add/ }).click()
      const modal = console_.getByRole('dialog', { name: 'Add exchange rates' })
      await modal.getByLabel(/^From/).fill('EUR')
      await modal.getByLabel(/^To/).fill('USD')
      await modal.getByLabel(/^Rate/).fill('1.0850')
      await modal.getByLabel(/^Source/).fill('Month-end rates of the treasury')
      await modal.getByRole('button', { name: 'Store the rate' }).click()
      await modal.waitFor({ state: 'detached' })
      await console_.getByRole('cell', { name: '1.0850' }).waitFor()
      await look('exchange-rates', console_)
      await console_.goto(told.draft)
      await console_.getByRole('heading', { name: 'Rules' }).waitFor()
      assert.equal(await warning.count(), 0)
      await console_.close()
    },
  },
  {
    title: 'whoever wrote it proposes it and cannot publish it; finance does, and reads what that ends',
    async play({ page, record, look }) {
      const author = await openConsole(record, page, 'Channel manager')
      await author.goto(told.draft)
      await author.getByRole('button', { name: 'Propose' }).click()
      await author.getByRole('dialog').getByLabel('What changes and why').fill('A quarter for larger deals')
      await author.getByRole('dialog').getByRole('button', { name: 'Propose' }).click()
      await author.getByText('Proposed').first().waitFor()
      assert.equal(
        await author.getByRole('button', { name: 'Publish', exact: true, disabled: false }).count(),
        0,
      )
      await author.close()
      const publisher = await openConsole(record, page, 'Finance')
      await publisher.goto(told.draft)
      await publisher.getByRole('button', { name: 'Publish' }).click()
      const dialog = publisher.getByRole('dialog', { name: 'Publish this plan' })
      await dialog.getByText(/Version 1/).waitFor()
      await dialog.getByLabel('Why it is published').fill('Agreed for the new year')
      await look('plan-publish', publisher)
      await dialog.getByRole('button', { name: 'Publish' }).click()
      const programme = publisher.getByRole('region', { name: PROGRAMME })
      await programme.getByText(/Agreed for the new year/).waitFor()
      await programme.getByRole('link', { name: 'Version 2' }).click()
      await publisher.getByText('Graduated').first().waitFor()
      await look('plan-version', publisher)
      await publisher.close()
    },
  },
  {
    title: 'the deal that closes under it is previewed and accrues by its bands',
    async play({ page, record, look }) {
      await page.getByRole('button', { name: '+7 d' }).click()
      await record.be(page, 'Rep')
      await record.card(page).getByRole('button', { name: 'Add partner' }).click()
      const panel = record.panel(page, 'Add partner')
      await panel.getByLabel('Find a partner').fill('north')
      await record.choosePartner(page, PARTNER)
      await panel.getByLabel(field('Reason')).fill('Introduced us to the CIO in March')
      await page.getByRole('button', { name: `Tag ${PARTNER} as sourced - $11,500.00 if won` }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await record.chooseStage(page, record.stages.won)
      await record.commission(page, PARTNER, { Accrued: '$11,500.00', Pending: '$11,500.00' })
      await record.card(page).getByRole('button', { name: 'Why?' }).click()
      const why = page.getByRole('dialog')
      await why.getByText(/20 %/).first().waitFor()
      await why.getByText(/25 %/).first().waitFor()
      await look('why-bands', page)
      await page.keyboard.press('Escape')
    },
  },
  {
    title: 'an admin makes a key, and the billing system reports a payment and a refund, each many times',
    async play({ page, record, url, look }) {
      const console_ = await openConsole(record, page, 'Admin')
      await console_.getByRole('link', { name: 'Customer payments' }).click()
      await console_.getByRole('link', { name: 'API keys' }).click()
      await console_
        .getByRole('button', { name: /^Create/ })
        .first()
        .click()
      await console_.getByRole('dialog').getByLabel('Name').fill('Billing')
      await console_.getByRole('dialog').getByRole('button', { name: 'Create the key' }).click()
      const secret = console_.getByRole('dialog').locator('.secret code')
      told.key = (await secret.innerText()).trim()
      await look('api-key', console_)
      await console_.close()
      const paidOn = new Date().toISOString().slice(0, 10)
      const at = new Date().toISOString()
      const crm = { crm: 'hubspot', externalId: page.url().split('/').at(-1)?.split('?')[0] }
      const payment = {
        id: 'evt_1',
        type: 'payment.succeeded',
        occurredAt: at,
        data: { payment: 'pay_1', deal: crm, amount: '24000.00', currency: 'USD', paidOn },
      }
      const refund = {
        id: 'evt_2',
        type: 'payment.refunded',
        occurredAt: at,
        data: { refund: 're_1', payment: 'pay_1', amount: '4800.00', currency: 'USD', refundedOn: paidOn },
      }
      // The refund first, then both again and again, in every order.
      for (const [index, events] of [[refund], [payment], [payment, refund], [refund], [payment]].entries()) {
        const reply = await send(url, `story-${index}`, events)
        assert.equal(reply.status, 200, await reply.text())
      }
      const again = await send(url, 'story-1', [refund])
      assert.equal(again.status, 409, 'a key with another body')
      await page.reload()
      // 24,000.00 less 4,800.00 of 48,000.00 are two fifths of 11,500.00.
      await record.commission(page, PARTNER, {
        Accrued: '$11,500.00',
        Pending: '$6,900.00',
        Payable: '$4,600.00',
      })
    },
  },
  {
    title: 'the commission is replayed to the same cent, doubted, held, and released by somebody else',
    async play({ page, record, look }) {
      const manager = await openConsole(record, page, 'Channel manager')
      await openCommission(manager)
      told.line = manager.url()
      await manager.getByRole('button', { name: 'Replay' }).click()
      await manager.getByText(/Same to the cent/).waitFor()
      await manager.getByRole('button', { name: 'Dispute this commission' }).click()
      const dialog = manager.getByRole('dialog')
      await dialog.getByText(/\$4,600\.00/).waitFor()
      await dialog.getByLabel('Evidence').fill('Brightpath made the introduction')
      await dialog.getByRole('button', { name: 'Open the dispute' }).click()
      await figure(manager, 'Held', '$4,600.00')
      await look('commission-disputed', manager)
      await manager.close()
      const finance = await openConsole(record, page, 'Finance')
      await finance.getByRole('link', { name: 'Disputes' }).click()
      await finance.getByRole('row').filter({ hasText: PARTNER }).waitFor()
      await finance.goto(told.line)
      await finance.getByRole('button', { name: 'Take up' }).click()
      await finance
        .getByRole('dialog')
        .getByRole('button', { name: /ake it up$/ })
        .click()
      await finance.getByRole('dialog').waitFor({ state: 'detached' })
      await finance.getByRole('button', { name: 'Decide' }).click()
      const decide = finance.getByRole('dialog', { name: 'Decide the dispute' })
      await decide.getByRole('radio', { name: /^Rejected/ }).check()
      await decide.getByLabel('Reason').fill('The registration came first')
      await decide.getByRole('button', { name: 'Reject it' }).click()
      await figure(finance, 'Payable', '$4,600.00')
      await figure(finance, 'Held', '$0.00')
      await finance.close()
    },
  },
  {
    title: 'the month is closed when it is over, the books balance, and the journal can be booked',
    async play({ page, record, look }) {
      for (const button of ['+30 d', '+7 d']) await page.getByRole('button', { name: button }).click()
      const console_ = await openConsole(record, page, 'Finance')
      await console_.getByRole('link', { name: 'Ledger' }).click()
      // The months that the page begins with may be those of the next year by now.
      await console_.getByLabel('From').fill(START.slice(0, 7))
      await console_.getByText(/Balances: debits equal credits/).waitFor()
      await console_.getByRole('button', { name: 'Verify the ledger' }).click()
      await console_.getByText('The ledger is sound.').waitFor()
      await look('trial-balance', console_)
      const journal = await saved(console_, () =>
        console_.getByRole('button', { name: 'Download journal (CSV)' }).click(),
      )
      assert.match(journal, /11500\.00/)
      await console_.getByRole('link', { name: 'Months' }).click()
      const oldest = console_.getByRole('row').last()
      await oldest.getByRole('button', { name: /^Close/ }).click()
      const modal = console_.getByRole('dialog')
      await look('close-month', console_)
      await modal.getByRole('button', { name: /for good$/ }).click()
      await oldest.getByText(/Closed/).waitFor()
      await console_.close()
    },
  },
  {
    title: 'the command line replays every line, proves the ledger and tries the terms without a database',
    async play({ command, page }) {
      const replayed = await command('commission', 'replay', told.line.split('/').at(-1) ?? '')
      assert.equal(replayed.code, 0, replayed.stderr)
      const verified = await command('ledger', 'verify')
      assert.equal(verified.code, 0, verified.stderr)
      const terms = await termsOf(page, told.draft)
      const folder = mkdtempSync(join(tmpdir(), 'terms-'))
      try {
        const file = join(folder, 'input.json')
        const [dealAmount, currency] = ['48000.00', 'USD']
        const deal = { id: 'D1', currency, dealAmount, dealType: 'new', closeDate: START }
        const credits = [
          { partner: 'P1', partnerType: 'referral', tier: 'gold', role: 'sourced', share: '100' },
        ]
        writeFileSync(file, JSON.stringify({ plan: { ...terms, version: 2 }, deal, credits }))
        const previewed = await command('commission', 'preview', file)
        assert.equal(previewed.code, 0, previewed.stderr)
        assert.match(previewed.stdout, /"USD": ?"11500.00"/)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  },
]

async function openCommission(console_: Page): Promise<void> {
  await console_.getByRole('link', { name: 'Commissions' }).click()
  await console_.getByRole('heading', { level: 1, name: 'Commissions' }).waitFor()
  await console_.getByRole('link', { name: PARTNER }).click()
  await console_.getByRole('region', { name: 'Where the money is' }).waitFor()
}

/** One of the amounts on a commission's page. */
async function figure(console_: Page, label: string, amount: string): Promise<void> {
  const strip = console_.getByRole('region', { name: 'Where the money is' })
  await strip
    .getByText(new RegExp(`${label}\\s*\\${amount}`))
    .first()
    .waitFor()
}

function send(url: string, idempotencyKey: string, events: readonly unknown[]): Promise<Response> {
  return fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${told.key}`,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    },
    body: JSON.stringify({ events }),
  })
}

/** The terms of the draft, as the console's own page reads them. */
async function termsOf(page: Page, draftUrl: string): Promise<Record<string, unknown>> {
  const id = draftUrl.split('/').at(-1)
  const reply = await page.context().request.get(`${new URL(draftUrl).origin}/v1/console/plan-drafts/${id}`)
  assert.equal(reply.status(), 200, await reply.text())
  const { terms } = (await reply.json()) as { terms: Record<string, unknown> }
  return terms
}
