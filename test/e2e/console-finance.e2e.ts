import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { SHOWN_ONCE } from '../../extension-ui/console/fixture/finance-calls.ts'
import type { ViewerName } from '../../extension-ui/console/fixture/people.ts'
import { emptied } from '../../extension-ui/console/fixture/state.ts'
import * as contract from '../../shared/contract/finance-api.ts'
import { type ConsoleBrowser, expectAccessible, startConsoleBrowser } from '../support/console-browser.ts'
import { eventually } from '../support/eventually.ts'
import { findChromium } from '../support/services.ts'

const id = (number: number) => `0199a000-0000-7000-8000-${String(number).padStart(12, '0')}`
const LINE = id(401)
const HELD_LINE = id(402)
const DISPUTE = id(451)
const CANCITY = id(9001)

describe.skipIf(!findChromium())('the console’s money', () => {
  let browser: ConsoleBrowser
  beforeAll(async () => {
    browser = await startConsoleBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(() => browser.fixture.reset())

  const openAs = async (viewer: ViewerName, path: string) => {
    browser.fixture.state.viewer = viewer
    return browser.open(path)
  }
  const sent = (path: string) =>
    browser.fixture.state.calls.filter((call) => call.method !== 'GET' && call.path === path)
  /** The body of the one request that was sent, which carries an idempotency key by its schema. */
  const theOnly = <Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> => {
    const bodies = sent(path).map(({ body }) => body)
    expect(bodies).toHaveLength(1)
    expect(bodies[0]?.idempotencyKey).toEqual(expect.any(String))
    return schema.parse(bodies[0])
  }

  test('what the fixtures answer obeys the contract', async () => {
    const { state, url } = browser.fixture
    state.viewer = 'admin'
    const replies: [string, z.ZodType][] = [
      ['/commissions', contract.commissionList],
      [`/commissions/${LINE}`, contract.commissionDetail],
      [`/commissions/${HELD_LINE}`, contract.commissionDetail],
      ['/disputes', contract.disputeList],
      ['/ledger/trial-balance?from=2026-01&to=2026-11', contract.trialBalance],
      ['/ledger/months', contract.ledgerMonths],
      ['/ledger/account-codes', contract.accountCodes],
      ['/fx-rates', contract.fxRateList],
      ['/fx-rates/EUR-USD-2026-10-01', contract.fxRateDetail],
      ['/fx-rates/waiting', contract.dealsWithoutRate],
      ['/customer-events', contract.customerEventList],
      [`/deals/${CANCITY}/payments`, contract.dealPayments],
      ['/api-keys', contract.apiKeyList],
    ]
    for (const [path, schema] of replies) {
      const reply: unknown = await (await fetch(`${url}/v1/console${path}`)).json()
      expect(schema.safeParse(reply).error, path).toBeUndefined()
    }
  })

  const pages: { path: string; shows: string; empty: string | null; reads: string }[] = [
    { path: '/commissions', shows: '$6,480.00', empty: 'No commission yet', reads: '/commissions' },
    { path: `/commissions/${LINE}`, shows: '15 % of it', empty: null, reads: `/commissions/${LINE}` },
    { path: '/disputes', shows: 'Isdom GTX Plus 1', empty: 'No dispute stands', reads: '/disputes' },
    {
      path: '/ledger',
      shows: 'Partner commission expense',
      empty: 'Nothing posted',
      reads: '/ledger/trial-balance',
    },
    { path: '/ledger/months', shows: 'October 2026', empty: 'No entries yet', reads: '/ledger/months' },
    {
      path: '/ledger/account-codes',
      shows: 'Owed back by partners',
      empty: null,
      reads: '/ledger/account-codes',
    },
    {
      path: '/ledger/exchange-rates',
      shows: '1 VND = 0.0000394 USD',
      empty: 'No rates yet',
      reads: '/fx-rates',
    },
    { path: '/customer-payments', shows: 'evt_1001', empty: 'No events yet', reads: '/customer-events' },
    {
      path: '/customer-payments/deals',
      shows: 'Cancity renewal',
      empty: 'No won deals yet',
      reads: '/deals',
    },
    {
      path: `/customer-payments/deals/${CANCITY}`,
      shows: '$4,800.00',
      empty: 'Nothing paid yet',
      reads: `/deals/${CANCITY}/payments`,
    },
    { path: '/customer-payments/api-keys', shows: 'Old billing', empty: 'No keys yet', reads: '/api-keys' },
  ]

  test.each(pages)(
    '$path shows its data, wide and narrow, without a serious accessibility violation',
    async (given) => {
      const { page, complaints } = await openAs('admin', given.path)
      for (const width of [1440, 1100, 390]) {
        await page.setViewportSize({ width, height: 900 })
        await page.getByText(given.shows).first().waitFor()
        expect(await page.evaluate<number>(SIDEWAYS), `sideways at ${width}`).toBeLessThanOrEqual(0)
        await expectAccessible(page)
      }
      expect(await page.title()).toMatch(/ · Partner Desk$/)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  test.each(pages.filter(({ empty }) => empty))(
    '$path says what to do when there is nothing',
    async (given) => {
      emptied(browser.fixture.state)
      const { page } = await openAs('admin', given.path)
      await page.getByRole('heading', { name: given.empty ?? '' }).waitFor()
      await expectAccessible(page)
      await page.context().close()
    },
  )

  test.each(pages)('$path says what failed and recovers with Try again', async (given) => {
    browser.fixture.state.problems.set(`GET ${given.reads}`, {
      type: 'about:blank',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'internal',
      detail: 'The database is being restarted.',
      requestId: 'req-42',
    })
    const { page } = await openAs('admin', given.path)
    const alert = page.getByRole('alert').filter({ hasText: 'The database is being restarted.' })
    await alert.waitFor()
    await expectAccessible(page)
    browser.fixture.state.problems.clear()
    await alert.getByRole('button', { name: 'Try again' }).click()
    await page.getByText(given.shows).first().waitFor()
    await page.context().close()
  })

  test('who may not see money has none of these pages in the navigation', async () => {
    const { page } = await openAs('rep', '/deals')
    await page.getByText('Cancity renewal').first().waitFor()
    const links = await page.getByRole('navigation', { name: 'Console' }).getByRole('link').allInnerTexts()
    expect(links).toEqual(['Deals', 'Partners', 'Connections'])
    await page.context().close()
  })

  test('search, partner and status of the commissions are in the address and survive a reload', async () => {
    const { page } = await openAs('finance', '/commissions')
    await page.getByRole('textbox', { name: 'Partner' }).fill('Harbor')
    await page.getByRole('option', { name: 'Harbor Integrators' }).click()
    await page.getByText('50 of 61 commissions').waitFor()
    await page.getByLabel('Status').selectOption('owed_back')
    await page.getByText('1 commission', { exact: true }).waitFor()
    const { searchParams } = new URL(page.url())
    expect(Object.fromEntries(searchParams)).toEqual({ partnerId: id(3), state: 'owed_back' })
    await page.reload()
    await page.getByText('Owed back: $80.00').waitFor()
    await eventually(async () =>
      expect(await page.getByRole('textbox', { name: 'Partner' }).inputValue()).toBe('Harbor Integrators'),
    )
    await page.getByRole('searchbox').fill('nobody')
    await page.getByRole('heading', { name: 'No commissions match' }).waitFor()
    await page.context().close()
  })

  test('a commission shows where its money is, each correction as old, new and difference, and postings by plain names', async () => {
    const { page } = await openAs('finance', '/commissions')
    await page.getByRole('link', { name: 'Northwind Consulting' }).click()
    await page.getByRole('heading', { level: 1, name: 'Northwind Consulting: Cancity renewal' }).waitFor()
    await eventually(async () =>
      expect(await page.evaluate(FOCUSED)).toBe('Northwind Consulting: Cancity renewal'),
    )
    const correction = page.getByRole('row').filter({ hasText: 'The amount of the deal changed.' })
    expect(await correction.innerText()).toMatch(/\$7,500\.00 → \$7,200\.00\s+-\$300\.00/)
    const entry = page.getByRole('row').filter({ hasText: 'Commission corrected' })
    expect(await entry.innerText()).toMatch(/Commission expense\s+\$300\.00\s+Pending\s+-\$300\.00/)
    const opened = page.getByRole('link', { name: /^Cancity renewal/ })
    expect(await opened.getAttribute('href')).toContain('/record/0-3/9001')
    await page.context().close()
  })

  test('a replay says that the stored inputs give the same cent, or what differs', async () => {
    const { page } = await openAs('finance', `/commissions/${LINE}`)
    await page.getByRole('button', { name: 'Replay' }).click()
    await page.getByRole('status').getByText('Same to the cent.').waitFor()
    browser.fixture.state.finance.sound = false
    await page.getByRole('button', { name: 'Replay' }).click()
    const status = page.getByRole('status').filter({ hasText: 'Not the same.' })
    await status.waitFor()
    expect(await status.innerText()).toContain('Stored is $7,200.00, recomputed $7,200.01.')
    await expectAccessible(page)
    await page.context().close()
  })

  test('opening a dispute names what it holds, needs evidence and is sent once', async () => {
    const { page, complaints } = await openAs('finance', `/commissions/${LINE}`)
    await page.getByRole('button', { name: 'Dispute this commission' }).click()
    const dialog = page.getByRole('dialog')
    await dialog
      .getByText('Everything payable on this line, $720.00, is held until the dispute is decided.')
      .waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Open the dispute' }).click()
    await dialog.getByText('Say why, in a few words.').waitFor()
    expect(sent(`/commissions/${LINE}/disputes`)).toEqual([])
    await dialog.getByRole('textbox', { name: 'Evidence' }).fill('Counted twice.')
    await dialog.getByRole('button', { name: 'Open the dispute' }).dblclick()
    await page.getByText('The dispute is open.').waitFor()
    expect(theOnly(`/commissions/${LINE}/disputes`, contract.openDisputeRequest).evidence).toBe(
      'Counted twice.',
    )
    await page.getByText('A dispute of this commission is open already.').waitFor()
    expect(await page.getByRole('button', { name: 'Dispute this commission' }).isDisabled()).toBe(true)
    const own = page.getByRole('article', { name: 'Dispute by Finley Okafor' })
    await own.getByText('You opened this dispute, so somebody else decides it.').waitFor()
    await own.getByRole('button', { name: 'Withdraw' }).click()
    await dialog.getByText('What is held, $720.00, is payable again.').waitFor()
    await dialog.getByRole('button', { name: 'Withdraw it' }).click()
    await page.getByText('The dispute is withdrawn.').waitFor()
    theOnly(`/disputes/${id(459)}/withdraw`, contract.reviewDisputeRequest)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a dispute is found in the list, taken up and decided with a reason', async () => {
    const { page } = await openAs('manager', '/disputes')
    await page.getByText('1 dispute', { exact: true }).waitFor()
    await page.getByLabel('Show').selectOption('all')
    await page.getByText('2 disputes').waitFor()
    expect(new URL(page.url()).search).toBe('?show=all')
    await page.getByRole('link', { name: 'Brightpath Systems' }).click()
    await page.getByRole('button', { name: 'Take up' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('$350.00 stays held until then.').waitFor()
    await dialog.getByRole('button', { name: 'Take it up' }).click()
    await page.getByRole('button', { name: 'Decide' }).click()
    await dialog.getByText('What is held, $350.00, is payable again.').waitFor()
    await dialog.getByRole('button', { name: 'Decide', exact: true }).click()
    await dialog.getByText('Choose one.').waitFor()
    await expectAccessible(page)
    await dialog.getByLabel('Upheld: the doubt is right').check()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Nobody came.')
    await dialog.getByRole('button', { name: 'Uphold it' }).click()
    await page.getByText('The dispute is decided.').waitFor()
    theOnly(`/disputes/${DISPUTE}/review`, contract.reviewDisputeRequest)
    expect(theOnly(`/disputes/${DISPUTE}/decide`, contract.decideDisputeRequest)).toMatchObject({
      outcome: 'upheld',
      decision: 'Nobody came.',
    })
    await page.context().close()
  })

  test('the trial balance says in words that it balances or by how much it does not, for months in the address', async () => {
    const { page } = await openAs('finance', '/ledger')
    await page.getByText('Balances: debits equal credits').waitFor()
    const total = page.getByRole('row').filter({ hasText: 'Total' })
    expect(await total.innerText()).toMatch(/\$130,823\.00\s+\$130,823\.00\s+\$0\.00/)
    await page.getByRole('button', { name: 'Last month' }).click()
    await eventually(async () => expect(new URL(page.url()).search).toBe('?from=2026-10&to=2026-10'))
    // The address is there before the form is drawn anew from it, which would undo what is typed meanwhile.
    await eventually(async () => expect(await page.getByLabel('From').inputValue()).toBe('2026-10'))
    await page.getByLabel('From').fill('2026-11')
    await page.getByText('Ends before it begins.').waitFor()
    const asked = () =>
      browser.fixture.state.calls
        .filter(({ path }) => path === '/ledger/trial-balance')
        .map(({ query }) => `${query.get('from')}..${query.get('to')}`)
    expect(asked().at(-1)).toBe('2026-10..2026-10')
    const [totals] = browser.fixture.state.finance.balance.totals
    Object.assign(totals ?? {}, { closing: { amount: '0.01', currency: 'USD' } })
    await page.reload()
    await page.getByRole('alert').getByText('Does not balance: it is off by $0.01.').waitFor()
    await expectAccessible(page)
    await page.context().close()
  })

  test('verifying the ledger names what is wrong, and the journal of the months is a file', async () => {
    const { page } = await openAs('manager', '/ledger?from=2026-02&to=2026-03')
    await page.getByRole('button', { name: 'Verify the ledger' }).click()
    await page.getByRole('status').getByText('The ledger is sound.').waitFor()
    browser.fixture.state.finance.sound = false
    await page.getByRole('button', { name: 'Verify the ledger' }).click()
    await page.getByText('transaction 97: its hash is not that of its content').waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download journal (CSV)' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('from-the-server.csv')
    const journal = browser.fixture.state.calls.at(-1)
    expect(`${journal?.path}?${journal?.query}`).toBe('/ledger/journal.csv?from=2026-02&to=2026-03')
    await page.context().close()
  })

  test('closing a month says that it cannot be undone and is sent once; one that is not over says so', async () => {
    const { page } = await openAs('finance', '/ledger/months')
    await page.getByText('November 2026 is not over.').waitFor()
    expect(await page.getByRole('button', { name: 'Close November 2026' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Close October 2026' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('This cannot be undone.').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Back' }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(sent('/ledger/months/2026-10/close')).toEqual([])
    await page.getByRole('button', { name: 'Close October 2026' }).click()
    await dialog.getByRole('button', { name: 'Close October 2026 for good' }).dblclick()
    await page.getByText('October 2026 is closed.').first().waitFor()
    theOnly('/ledger/months/2026-10/close', contract.closeMonthRequest)
    await page.context().close()
  })

  test('the same page says to a channel manager why no month can be closed', async () => {
    const { page } = await openAs('manager', '/ledger/months')
    await page.getByText('Only finance or an admin may do this.').waitFor()
    expect(await page.getByRole('button', { name: 'Close October 2026' }).isDisabled()).toBe(true)
    await page.context().close()
  })

  test('account codes are saved together, never with one missing', async () => {
    const { page } = await openAs('finance', '/ledger/account-codes')
    const save = page.getByRole('button', { name: 'Save account codes' })
    await page.getByText('Nothing is changed.').waitFor()
    expect(await save.isDisabled()).toBe(true)
    await page.getByLabel('Code of Cash').fill('')
    await page.getByText('Every account needs a code and a name.').waitFor()
    expect(await save.isDisabled()).toBe(true)
    await page.getByLabel('Code of Cash').fill(' 1020 ')
    await page.keyboard.press('Enter')
    await page.getByText('The account codes are saved.').waitFor()
    const { accounts } = theOnly('/ledger/account-codes', contract.saveAccountCodesRequest)
    expect(accounts.find(({ account }) => account === 'cash')).toEqual({
      account: 'cash',
      code: '1020',
      name: 'Bank',
    })
    await page.context().close()
  })

  test('pasted rates are refused by line, here and by the server, and sent once they are right', async () => {
    const { page } = await openAs('finance', '/ledger/exchange-rates')
    await page.getByRole('button', { name: 'Add rates' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Paste several', { exact: true }).click()
    await dialog.getByLabel('Source').fill('ECB')
    await dialog.getByRole('textbox', { name: 'Rates' }).fill('from,to,on,rate\nEUR;USD;2026-11-03;1,08')
    await dialog.getByText('has a decimal comma; write a point').waitFor()
    expect(await dialog.getByRole('list', { name: 'Lines to mend' }).innerText()).toContain('Line 2')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Store the rate' }).click()
    expect(sent('/fx-rates')).toEqual([])
    await dialog
      .getByRole('textbox', { name: 'Rates' })
      .fill('from,to,on,rate\neur,usd,2026-11-03,1.08\n\nXYZ,USD,2026-11-03,2')
    await dialog.getByRole('button', { name: 'Store 2 rates' }).click()
    await dialog.getByText('XYZ is not a currency of ISO 4217').waitFor()
    expect(await dialog.getByRole('list', { name: 'Lines to mend' }).innerText()).toContain('Line 4')
    await dialog.getByRole('textbox', { name: 'Rates' }).fill('eur,usd,2026-11-03,1.08')
    await dialog.getByRole('button', { name: 'Store the rate' }).click()
    await page.getByText('The rate is stored.').waitFor()
    const bodies = sent('/fx-rates').map(({ body }) => contract.addFxRatesRequest.parse(body))
    expect(bodies.at(-1)).toMatchObject({
      source: 'ECB',
      rates: [{ from: 'EUR', to: 'USD', on: '2026-11-03', rate: '1.08' }],
    })
    expect(new Set(bodies.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2)
    await page.context().close()
  })

  test('one rate is entered by its fields and says what it means', async () => {
    const { page } = await openAs('admin', '/ledger/exchange-rates')
    await page.getByRole('button', { name: 'Add rates' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Store the rate' }).click()
    await dialog.getByRole('alert').getByText('is not a currency such as EUR').waitFor()
    await dialog.getByLabel('From').fill('gbp')
    await dialog.getByRole('textbox', { name: 'To', exact: true }).fill('usd')
    await dialog.getByRole('textbox', { name: 'Rate', exact: true }).fill('1.27')
    await dialog.getByText('1 GBP = 1.27 USD').waitFor()
    await dialog.getByLabel('Source').fill('Treasury')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Store the rate' }).click()
    await page.getByText('1 GBP = 1.27 USD').first().waitFor()
    expect(theOnly('/fx-rates', contract.addFxRatesRequest).rates).toEqual([
      { from: 'GBP', to: 'USD', on: '2026-11-21', rate: '1.27' },
    ])
    await page.context().close()
  })

  test('disputes are searched by deal or partner, which the address keeps', async () => {
    const { page } = await openAs('manager', '/disputes?show=all')
    await page.getByText('Isdom GTX Plus 1').waitFor()
    await page.getByRole('searchbox', { name: 'Search deal or partner' }).fill('no such deal')
    await page.getByRole('heading', { name: 'No disputes match' }).waitFor()
    expect(new URL(page.url()).search).toBe('?show=all&search=no+such+deal')
    await page.reload()
    await page.getByRole('heading', { name: 'No disputes match' }).waitFor()
    await page.getByRole('searchbox').fill('isdom gtx')
    await page.getByText('Isdom GTX Plus 1').waitFor()
    await page.context().close()
  })

  test('deals that wait for a rate are named with their links, until it is added from there', async () => {
    const { page } = await openAs('finance', '/ledger/exchange-rates')
    const waiting = page.getByRole('region', { name: 'Deals that wait for a rate' })
    await waiting.getByText('7 won deals wait for GBP → USD on Nov 9, 2026').waitFor()
    expect(await waiting.innerText()).toContain('and 5 more')
    const link = waiting.getByRole('link', { name: /^Zumgoity pilot/ })
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/app\.hubspot\.com\//)
    await waiting.getByRole('button', { name: 'Add this rate for GBP to USD on Nov 9, 2026' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Rate', exact: true }).fill('1.27')
    await dialog.getByLabel('Source').fill('Treasury')
    await dialog.getByRole('button', { name: 'Store the rate' }).click()
    await waiting.waitFor({ state: 'detached' })
    expect(theOnly('/fx-rates', contract.addFxRatesRequest).rates).toEqual([
      { from: 'GBP', to: 'USD', on: '2026-11-09', rate: '1.27' },
    ])
    await page.context().close()
  })

  test('deals that wait for a rate are not passed over when they cannot be read', async () => {
    browser.fixture.state.problems.set('GET /fx-rates/waiting', {
      type: 'about:blank',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'internal',
      detail: 'The database is being restarted.',
      requestId: 'req-42',
    })
    const { page } = await openAs('manager', '/ledger/exchange-rates')
    const alert = page.getByRole('alert').filter({ hasText: 'Could not load the deals that wait for a rate' })
    await alert.waitFor()
    await page.getByText('1 VND = 0.0000394 USD').waitFor()
    browser.fixture.state.problems.clear()
    await alert.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('7 won deals wait for GBP → USD on Nov 9, 2026').waitFor()
    expect(await page.getByRole('button', { name: /^Add this rate/ }).count()).toBe(0)
    await page.context().close()
  })

  test('a rate is corrected once its deals are known, with a reason, and keeps its history', async () => {
    const { page, complaints } = await openAs('finance', '/ledger/exchange-rates')
    const key = '/fx-rates/EUR-USD-2026-11-01'
    await page.getByRole('button', { name: 'Correct EUR to USD on Nov 1, 2026' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The commissions of 3 deals were converted at it').waitFor()
    const sentence = await dialog.locator('.sentence').innerText()
    expect(sentence).toContain('1 EUR = 0.10831 USD')
    expect(sentence).toContain(
      '1 of these deals counts in a closed month: its lines are corrected by entries',
    )
    await expectAccessible(page)
    const value = dialog.getByLabel('Right value')
    for (const [text, fault] of [
      ['', 'is not a rate such as 1.0842'],
      ['1,0831', 'has a decimal comma; write a point'],
      ['1e2', 'is not a rate such as 1.0842'],
      ['-1.0831', 'is not a rate such as 1.0842'],
      ['0.0', 'has a rate of zero'],
      ['0.10831', 'It is 0.10831 already.'],
    ] as const) {
      await value.fill(text)
      await dialog.getByRole('button', { name: 'Correct the rate' }).click()
      await dialog.getByText(fault).waitFor()
    }
    await value.fill('1.0831')
    await dialog.getByText('Say why, in a few words.').waitFor()
    expect(sent(`${key}/correct`)).toEqual([])
    await dialog.getByLabel('Reason').fill('The point was in the wrong place')
    await value.press('Enter')
    await page.getByText('The rate is corrected. 3 deals will be computed again.').waitFor()
    expect(theOnly(`${key}/correct`, contract.correctFxRateRequest)).toMatchObject({
      expectedRevision: 1,
      rate: '1.0831',
      reason: 'The point was in the wrong place',
    })
    await page.getByText('1 EUR = 1.0831 USD').waitFor()
    await page.getByRole('button', { name: 'History of EUR to USD on Nov 1, 2026' }).click()
    await dialog.getByText('0.10831 → 1.0831').waitFor()
    expect(await dialog.getByRole('row').nth(1).innerText()).toContain('The point was in the wrong place')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('whoever corrects a rate that somebody else just did is told, and then goes by what it is', async () => {
    const { page } = await openAs('finance', '/ledger/exchange-rates')
    await page.getByRole('button', { name: 'Correct EUR to USD on Nov 1, 2026' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 EUR = 0.10831 USD').waitFor()
    const held = browser.fixture.state.finance.rates.find(
      ({ on, from }) => on === '2026-11-01' && from === 'EUR',
    )
    Object.assign(held ?? {}, { revision: 2, rate: '1.0830' })
    await dialog.getByLabel('Right value').fill('1.0831')
    await dialog.getByLabel('Reason').fill('Typing mistake')
    await dialog.getByRole('button', { name: 'Correct the rate' }).click()
    await dialog.getByRole('alert').getByText('somebody made it 1.0830. Nothing was stored.').waitFor()
    await dialog.getByText('1 EUR = 1.0830 USD').waitFor()
    await dialog.getByRole('button', { name: 'Correct the rate' }).click()
    await page.getByText('The rate is corrected.').waitFor()
    const bodies = sent('/fx-rates/EUR-USD-2026-11-01/correct').map(({ body }) => body)
    expect(bodies.map(({ expectedRevision }) => expectedRevision)).toEqual([1, 2])
    await page.context().close()
  })

  test('a rate that should not be there is taken back, which says what becomes of its deals', async () => {
    const { page } = await openAs('admin', '/ledger/exchange-rates')
    await page.getByRole('button', { name: 'Correct EUR to USD on Nov 1, 2026' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('There is no such rate', { exact: true }).click()
    await dialog.getByText('Where there is none, they stay as they are until one is added.').waitFor()
    await dialog.getByLabel('Reason').fill('It is of another day')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Take the rate back' }).dblclick()
    await page.getByText('The rate is taken back.').waitFor()
    const body = theOnly('/fx-rates/EUR-USD-2026-11-01/take-back', contract.takeBackFxRateRequest)
    expect(body).toMatchObject({ expectedRevision: 1, reason: 'It is of another day' })
    await page.getByText('Taken back', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Correct EUR to USD on Nov 1, 2026' }).count()).toBe(0)
    await page.context().close()
  })

  test('rates are searched by currencies, which the address keeps, and not corrected by a channel manager', async () => {
    const { page } = await openAs('manager', '/ledger/exchange-rates')
    await page.getByText('1 VND = 0.0000394 USD').waitFor()
    expect(await page.getByRole('button', { name: /^Correct/ }).count()).toBe(0)
    await page.getByRole('searchbox').fill('EUR USD')
    await page.getByText('1 VND = 0.0000394 USD').waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.get('search')).toBe('EUR USD')
    await page.reload()
    await page.getByText('3 rates').waitFor()
    await page.getByRole('searchbox').fill('GBP')
    await page.getByRole('heading', { name: 'No exchange rates match' }).waitFor()
    await page.getByRole('button', { name: 'Clear search and filters' }).click()
    await page.getByText('4 rates').waitFor()
    await page.getByRole('button', { name: 'History of EUR to USD on Oct 1, 2026' }).press('Enter')
    await page.getByRole('dialog').getByText('0.10790 → 1.0790').waitFor()
    await page.context().close()
  })

  test('an event that waits is matched to a deal that is found by its name', async () => {
    const { page, complaints } = await openAs('finance', '/customer-payments?state=waiting')
    await page.getByText('2 events').waitFor()
    expect(await page.getByRole('button', { name: /^Match/ }).count()).toBe(1)
    await page.getByRole('button', { name: 'Match payment evt_1001' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Match', exact: true }).click()
    await dialog.getByText('Choose the deal.').waitFor()
    await dialog.getByRole('searchbox').fill('renewal')
    await dialog.getByLabel('Cancity renewal').check()
    await dialog.getByText('what commission that earns becomes payable').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Match with Cancity renewal' }).dblclick()
    await page.getByText('The event is applied.').waitFor()
    expect(theOnly(`/customer-events/${id(471)}/match`, contract.matchEventRequest).dealId).toBe(CANCITY)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('an event is dismissed only with a reason, and not by a channel manager', async () => {
    const { page } = await openAs('finance', '/customer-payments')
    await page.getByRole('button', { name: 'Dismiss refund evt_1002' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('A dismissed event cannot be taken up again.').waitFor()
    await dialog.getByRole('button', { name: 'Dismiss this event' }).click()
    await dialog.getByText('Say why, in a few words.').waitFor()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('A test of billing.')
    await dialog.getByRole('button', { name: 'Dismiss this event' }).click()
    await page.getByText('The event is dismissed.').waitFor()
    expect(theOnly(`/customer-events/${id(472)}/dismiss`, contract.dismissEventRequest).reason).toBe(
      'A test of billing.',
    )
    await page.context().close()

    const manager = await openAs('manager', '/customer-payments')
    await manager.page.getByText('Somebody in finance or an admin does this.').first().waitFor()
    expect(await manager.page.getByRole('button', { name: /^(Match|Dismiss)/ }).count()).toBe(0)
    expect(await manager.page.getByRole('link', { name: 'API keys' }).count()).toBe(0)
    await manager.page.context().close()
  })

  test('a payment is recorded with its parts, and its refund names it', async () => {
    const { page, complaints } = await openAs('finance', '/customer-payments/deals')
    await page.getByRole('link', { name: 'Cancity renewal', exact: true }).click()
    await page.getByRole('button', { name: 'Record a payment' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Amount paid').fill('1.200,00')
    await dialog.getByRole('button', { name: 'Record the payment' }).click()
    await dialog.getByText('Write the decimals after a point').waitFor()
    expect(sent(`/deals/${CANCITY}/payments`)).toEqual([])
    await dialog.getByLabel('Amount paid').fill('1200.00')
    await dialog.getByLabel('Tax in it').fill('200.00')
    await dialog.getByLabel('Evidence').fill('Invoice 7')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Record the payment' }).dblclick()
    await page.getByText('The payment is recorded.').waitFor()
    expect(theOnly(`/deals/${CANCITY}/payments`, contract.recordDealPaymentRequest)).toMatchObject({
      kind: 'payment',
      amount: '1200.00',
      currency: 'USD',
      tax: '200.00',
      shipping: '0',
      discount: '0',
      paidOn: '2026-11-21',
      evidence: 'Invoice 7',
    })

    await page.getByRole('button', { name: 'Refund $5,800.00 of Nov 19, 2026' }).click()
    await dialog.getByText('What it un-earns waits again').waitFor()
    expect(await dialog.getByLabel('Amount given back').inputValue()).toBe('5220.00')
    await dialog.getByLabel('Evidence').fill('Credit note 3')
    await dialog.getByRole('button', { name: 'Record the refund' }).click()
    await page.getByText('The refund is recorded.').waitFor()
    const refund = contract.recordDealPaymentRequest.parse(sent(`/deals/${CANCITY}/payments`)[1]?.body)
    expect(refund).toMatchObject({ kind: 'refund', paymentId: id(491), amount: '5220.00', currency: 'USD' })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('the secret of a new key is shown once and cannot be closed away by accident', async () => {
    const { page, complaints } = await openAs('admin', '/customer-payments/api-keys')
    await page.getByText(`curl ${browser.fixture.url}/v1/events`).waitFor()
    await page.getByRole('button', { name: 'Create key' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Invoices')
    await dialog.getByRole('button', { name: 'Create the key' }).dblclick()
    await dialog.getByText(SHOWN_ONCE).waitFor()
    await dialog.getByText('Copy it now.').waitFor()
    await page.keyboard.press('Escape')
    await page.mouse.click(5, 5)
    await dialog.getByText(SHOWN_ONCE).waitFor()
    await expectAccessible(page)
    expect(theOnly('/api-keys', contract.createApiKeyRequest)).toMatchObject({
      name: 'Invoices',
      scopes: ['events:write'],
    })
    await dialog.getByRole('button', { name: 'I have kept it' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Revoke Invoices' }).waitFor()
    expect(await page.content()).not.toContain(SHOWN_ONCE)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a key is revoked after saying what stops', async () => {
    const { page } = await openAs('admin', '/customer-payments/api-keys')
    expect(await page.getByRole('button', { name: 'Revoke Old billing' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Revoke Billing' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Its next request is refused').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Revoke this key' }).click()
    await page.getByText('Billing is revoked.').waitFor()
    theOnly(`/api-keys/${id(495)}/revoke`, contract.revokeApiKeyRequest)
    await page.context().close()
  })
})

// Scripts for the page as text: the tests' own types are those of Node and know no document.
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
const FOCUSED = 'document.activeElement?.textContent?.trim()'
