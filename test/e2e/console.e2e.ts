import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type { z } from 'zod'
import type { ViewerName } from '../../extension-ui/console/fixture/people.ts'
import { emptied } from '../../extension-ui/console/fixture/state.ts'
import * as contract from '../../shared/contract/console-api.ts'
import { type ConsoleBrowser, expectAccessible, startConsoleBrowser } from '../support/console-browser.ts'
import { eventually } from '../support/eventually.ts'
import { findChromium } from '../support/services.ts'

const id = (number: number) => `0199a000-0000-7000-8000-${String(number).padStart(12, '0')}`
const NORTHWIND = id(1)
const DRAFT = id(802)

describe.skipIf(!findChromium())('the console', () => {
  let browser: ConsoleBrowser
  beforeAll(async () => {
    browser = await startConsoleBrowser()
  })
  afterAll(() => browser?.close())
  beforeEach(() => browser.fixture.reset())

  const openAs = async (
    viewer: ViewerName | null,
    path: string,
    size?: { width: number; height: number },
  ) => {
    browser.fixture.state.viewer = viewer
    return browser.open(path, size)
  }
  const sent = (path: string) =>
    browser.fixture.state.calls.filter((call) => call.method !== 'GET' && call.path === path)
  const theOnly = <Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> => {
    const bodies = sent(path).map(({ body }) => body)
    expect(bodies).toHaveLength(1)
    return schema.parse(bodies[0])
  }
  const fail = (call: string, status = 500) =>
    browser.fixture.state.problems.set(call, {
      type: 'about:blank',
      title: 'Something went wrong on our side',
      status,
      code: status === 403 ? 'forbidden' : 'internal',
      detail: status === 403 ? 'Only somebody else may see this.' : 'The database is being restarted.',
      requestId: 'req-42',
    })

  test('what the fixtures answer obeys the contract', async () => {
    const { state, url } = browser.fixture
    state.viewer = 'admin'
    const replies: [string, z.ZodType][] = [
      ['/session', contract.sessionView],
      ['/partners', contract.partnerList],
      [`/partners/${NORTHWIND}`, contract.partnerDetail],
      [`/partners/${NORTHWIND}/ledger`, contract.ledgerPage],
      ['/programmes', contract.programmeList],
      ['/deals', contract.dealList],
      ['/payouts/payable', contract.payableList],
      ['/payouts/batches', contract.batchList],
      [`/payouts/batches/${DRAFT}`, contract.batchDetail],
      ['/connections', contract.connectionList],
      ['/jobs', contract.jobHealth],
      ['/people', contract.peopleList],
    ]
    for (const [path, schema] of replies) {
      const reply: unknown = await (await fetch(`${url}/v1/console${path}`)).json()
      expect(schema.safeParse(reply).error, path).toBeUndefined()
    }
  })

  describe('every page', () => {
    const pages: { path: string; viewer: ViewerName; shows: string; empty: string | null; reads: string }[] =
      [
        { path: '/deals', viewer: 'rep', shows: 'Cancity renewal', empty: 'No deals yet', reads: '/deals' },
        {
          path: '/partners',
          viewer: 'manager',
          shows: 'Brightpath Systems',
          empty: 'No partners yet',
          reads: '/partners',
        },
        {
          path: `/partners/${NORTHWIND}`,
          viewer: 'finance',
          shows: 'Commission accrued: Cancity renewal',
          empty: null,
          reads: `/partners/${NORTHWIND}`,
        },
        {
          path: '/payouts',
          viewer: 'finance',
          shows: '$8,700.00',
          empty: 'Nothing is payable',
          reads: '/payouts/payable',
        },
        {
          path: `/payouts/batches/${DRAFT}`,
          viewer: 'admin',
          shows: 'Made by',
          empty: null,
          reads: `/payouts/batches/${DRAFT}`,
        },
        {
          path: '/connections',
          viewer: 'admin',
          shows: 'Waiting webhooks',
          empty: 'No CRM is connected',
          reads: '/connections',
        },
        { path: '/people', viewer: 'admin', shows: 'Riley Reyes', empty: null, reads: '/people' },
      ]

    test.each(pages)(
      '$path shows its data, wide and narrow, without a serious accessibility violation',
      async (given) => {
        const { page, complaints } = await openAs(given.viewer, given.path)
        for (const width of [1440, 900, 390]) {
          await page.setViewportSize({ width, height: 900 })
          await page.getByText(given.shows).first().waitFor()
          const overflow = await page.evaluate<number>(SIDEWAYS)
          expect(overflow, `sideways scrolling at ${width}`).toBeLessThanOrEqual(0)
          if (width !== 900) await expectAccessible(page)
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
        const { page } = await openAs(given.viewer, given.path)
        await page.getByRole('heading', { name: given.empty ?? '' }).waitFor()
        await expectAccessible(page)
        await page.context().close()
      },
    )

    test.each(pages)('$path says what failed and recovers with Try again', async (given) => {
      fail(`GET ${given.reads}`)
      const { page } = await openAs(given.viewer, given.path)
      const alert = page.getByRole('alert').filter({ hasText: 'The database is being restarted.' })
      await alert.waitFor()
      expect(await alert.innerText()).toContain('req-42')
      await expectAccessible(page)
      browser.fixture.state.problems.clear()
      await alert.getByRole('button', { name: 'Try again' }).click()
      await page.getByText(given.shows).first().waitFor()
      await page.context().close()
    })
  })

  test('without a session it says how to get in and asks for no password', async () => {
    const { page, complaints } = await openAs(null, '/payouts')
    await page.getByRole('heading', { name: 'Open the console from a deal' }).waitFor()
    expect(await page.locator('input').count()).toBe(0)
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a session that ends meanwhile leads to the same page, with nothing of the last person left', async () => {
    const { page } = await openAs('finance', '/partners')
    await page.getByText('Northwind Consulting').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Open the console from a deal' }).waitFor()
    expect(await page.content()).not.toContain('Northwind')
    await page.context().close()

    const second = await openAs('finance', '/partners')
    await second.page.getByText('Northwind Consulting').waitFor()
    browser.fixture.state.viewer = null
    await second.page.getByRole('link', { name: 'Payouts' }).click()
    await second.page.getByRole('heading', { name: 'Open the console from a deal' }).waitFor()
    await second.page.context().close()
  })

  test('a payout batch is made from the keyboard alone, and its maker cannot approve it', async () => {
    const { page, complaints } = await openAs('finance', '/deals')
    await page.getByRole('link', { name: 'Payouts' }).waitFor()
    await tabTo(page, 'Skip to the content')
    await tabTo(page, 'Payouts')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Payouts', level: 1 }).waitFor()
    await eventually(async () => expect(await focusedName(page)).toBe('Payouts'))
    await page.getByText('Ready to be paid in all').waitFor()
    await tabTo(page, 'Select Northwind Consulting')
    await page.keyboard.press('Space')
    await tabTo(page, 'Select Brightpath Systems')
    await page.keyboard.press('Space')
    await page.getByText('2 partners selected').waitFor()
    await tabTo(page, 'Make payout batch')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('No money moves until a second person has approved it').waitFor()
    await expectAccessible(page)
    await tabTo(page, 'Make batch of $8,700.00')
    await page.keyboard.press('Enter')

    await page.getByRole('heading', { name: 'Batch 3' }).waitFor()
    const request = theOnly('/payouts/batches', contract.createBatchRequest)
    expect(request).toMatchObject({ currency: 'USD', partnerIds: [NORTHWIND, id(2)] })
    await page.getByText('You made this batch: somebody else has to approve it.').waitFor()
    expect(await page.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a balance that misses a gate cannot be selected and says which gate', async () => {
    const { page } = await openAs('finance', '/payouts')
    const row = page.getByRole('row').filter({ hasText: 'Harbor Integrators' })
    await row.waitFor()
    expect(await row.getByRole('checkbox').isDisabled()).toBe(true)
    expect(await row.innerText()).toContain('$80.00 was paid too much and nets against what is earned next.')
    expect(await row.innerText()).toContain('It waits in no other batch.')
    await page.getByLabel('Select all that are ready').check()
    await page.getByText('2 partners selected').waitFor()
    await page.context().close()
  })

  test('balances of another currency are a batch of their own, and the choice is in the address', async () => {
    const { page } = await openAs('finance', '/payouts')
    await page.getByLabel('Select Northwind Consulting').check()
    await page.getByText('EUR', { exact: true }).click()
    await page.getByText('Nothing selected').waitFor()
    expect(new URL(page.url()).search).toBe('?currency=EUR')
    await page.reload()
    await page.getByText('€1,240.50').first().waitFor()
    expect(await page.getByRole('region', { name: 'Payable balances by partner' }).innerText()).not.toContain(
      'Brightpath',
    )
    await page.context().close()
  })

  test('an answer that is lost on the way is tried again with the same key and makes one batch', async () => {
    const { page } = await openAs('finance', '/payouts')
    await page.getByLabel('Select Brightpath Systems').check()
    await page.getByRole('button', { name: 'Make payout batch' }).click()
    browser.fixture.state.loseAnswers = true
    await page.getByRole('button', { name: 'Make batch of $1,500.00' }).click()
    await page.getByText('Trying again is safe').waitFor()
    browser.fixture.state.loseAnswers = false
    await page.getByRole('button', { name: 'Make batch of $1,500.00' }).click()
    await page.getByRole('heading', { name: 'Batch 3' }).waitFor()
    const keys = sent('/payouts/batches').map(({ body }) => body.idempotencyKey)
    expect(keys.length).toBeGreaterThanOrEqual(2)
    expect(new Set(keys).size).toBe(1)
    expect(browser.fixture.state.batches).toHaveLength(3)
    await page.context().close()
  })

  test('the checker approves the content on the screen, downloads the file and records what the bank did', async () => {
    const { page, complaints } = await openAs('admin', `/payouts/batches/${DRAFT}`)
    await page.getByText('1 line behind it').first().click()
    await page.getByText('Cancity renewal').waitFor()
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('dialog').getByText('made by Finley Okafor').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Approve $8,700.00' }).click()
    await page.getByText('is approved. Finance can download the payment file now.').waitFor()
    expect(theOnly(`/payouts/batches/${DRAFT}/approve`, contract.approveBatchRequest).contentHash).toBe(
      browser.fixture.state.batches[1]?.contentHash,
    )

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download payment file' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('from-the-server.csv')
    expect(readFileSync((await file.path()) ?? '', 'utf8')).toBe('a file')

    await page.getByRole('button', { name: 'Record Brightpath Systems as failed' }).click()
    await page.getByRole('button', { name: 'Record as failed: $1,500.00' }).click()
    await page.getByText('Needed to find the payment again.').waitFor()
    expect(sent(`/payouts/batches/${DRAFT}/outcomes`)).toEqual([])
    await page.getByLabel('Reference or reason from the bank').fill('account closed')
    await page.getByRole('button', { name: 'Record as failed: $1,500.00' }).click()
    await page.getByText('Reference account closed').waitFor()

    await page.getByRole('button', { name: 'Confirm all as paid' }).click()
    await page.getByRole('dialog').getByText('to Northwind Consulting').waitFor()
    await page.getByLabel('Bank reference').fill('WIRE-7')
    await page.getByRole('button', { name: 'Record as paid: $7,200.00' }).click()
    await page.getByText('Some payments failed').waitFor()
    const outcomes = sent(`/payouts/batches/${DRAFT}/outcomes`).map(
      ({ body }) => contract.payoutOutcomeRequest.parse(body).outcomes,
    )
    expect(outcomes).toEqual([
      [{ itemId: id(822), outcome: 'failed', reference: 'account closed' }],
      [{ itemId: id(821), outcome: 'confirmed', reference: 'WIRE-7' }],
    ])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a batch is cancelled only with a reason', async () => {
    const { page } = await openAs('finance', `/payouts/batches/${DRAFT}`)
    await page.getByRole('button', { name: 'Cancel batch' }).click()
    await page.getByRole('button', { name: 'Cancel this batch' }).click()
    await page.getByText('Say why, in a few words.').waitFor()
    expect(sent(`/payouts/batches/${DRAFT}/cancel`)).toEqual([])
    await page.getByRole('textbox', { name: 'Reason' }).fill('wrong month')
    await page.getByRole('button', { name: 'Cancel this batch' }).click()
    await page.getByText('Batch 2 is cancelled.').waitFor()
    expect(theOnly(`/payouts/batches/${DRAFT}/cancel`, contract.cancelBatchRequest).reason).toBe(
      'wrong month',
    )
    await page.context().close()
  })

  test('what is wrong with a new partner is written at its field, and corrected it is added', async () => {
    const { page } = await openAs('manager', '/partners')
    await page.getByRole('button', { name: 'Add partner' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('Company name').fill('Northwind Consulting')
    await drawer.getByText('Sourcing partners get 15 % of the deal amount.').waitFor()
    await expectAccessible(page)
    await drawer.getByRole('button', { name: 'Add partner' }).click()
    await drawer.getByText('There is already a partner of this name.').waitFor()
    await eventually(async () =>
      expect(await drawer.getByLabel('Company name').getAttribute('aria-invalid')).toBe('true'),
    )
    await drawer.getByLabel('Company name').fill('Juniper Works')
    await drawer.getByLabel('Domains').fill('https://www.juniper.example/about')
    await drawer.getByRole('button', { name: 'Add partner' }).click()
    await page.getByRole('heading', { name: 'Juniper Works', level: 1 }).waitFor()
    const bodies = sent('/partners').map(({ body }) => contract.createPartnerRequest.parse(body))
    expect(bodies.map(({ name }) => name)).toEqual(['Northwind Consulting', 'Juniper Works'])
    expect(bodies[1]?.domains).toEqual(['juniper.example'])
    expect(bodies[0]?.idempotencyKey).not.toBe(bodies[1]?.idempotencyKey)
    await page.context().close()
  })

  test('search, filters and pages live in the address; back and reload show the same rows', async () => {
    const { page } = await openAs('finance', '/deals?outcome=won')
    const deals = page.getByRole('region', { name: 'Deals' })
    await page.getByText('43 deals').waitFor()
    await page.getByRole('searchbox').fill('cancity')
    await eventually(() => expect(new URL(page.url()).search).toBe('?outcome=won&search=cancity'))
    await page.getByText('22 deals').waitFor()
    await page.getByLabel('Outcome').selectOption('')
    await eventually(() => expect(new URL(page.url()).search).toBe('?search=cancity'))
    await page.goBack()
    await eventually(async () => expect(await page.getByLabel('Outcome').inputValue()).toBe('won'))

    await page.goto(`${browser.fixture.url}/console/deals`)
    await page.getByText('page 1').waitFor()
    const first = await deals.getByRole('rowheader').first().innerText()
    for (const expected of ['50 of 127 deals · page 2', '27 of 127 deals · page 3']) {
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByText(expected).waitFor()
    }
    await eventually(async () =>
      expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true),
    )
    await page.reload()
    await page.getByText('27 of 127 deals · page 3').waitFor()
    for (const expected of ['page 2', 'page 1']) {
      await page.getByRole('button', { name: 'Previous' }).click()
      await page.getByText(expected).waitFor()
    }
    await eventually(async () => expect(await deals.getByRole('rowheader').first().innerText()).toBe(first))
    await page.context().close()
  })

  test('a filter that leaves nothing says so and can be cleared', async () => {
    const { page } = await openAs('finance', '/partners?search=zzz&status=active')
    await page.getByRole('heading', { name: 'No partners match' }).waitFor()
    await page.getByRole('button', { name: 'Clear search and filters' }).click()
    await page.getByText('6 partners').waitFor()
    expect(await page.getByRole('searchbox').inputValue()).toBe('')
    expect(new URL(page.url()).search).toBe('')
    await page.context().close()
  })

  test('a deal opens in its CRM, an unknown amount is not zero, and names are only text', async () => {
    const { page } = await openAs('finance', '/deals')
    const link = page.getByRole('link', { name: 'Cancity renewal' })
    await link.waitFor()
    expect(await link.getAttribute('href')).toBe('https://app.hubspot.com/contacts/4400/record/0-3/9001')
    expect(await link.getAttribute('rel')).toContain('noopener')
    const unknown = page.getByRole('row').filter({ hasText: 'No currency in the CRM' }).first()
    expect(await unknown.innerText()).not.toContain('$0.00')
    await page.goto(`${browser.fixture.url}/console/partners`)
    await page.getByRole('link', { name: '<script>alert(1)</script> & Söhne' }).waitFor()
    await page.context().close()
  })

  test('money stands digit under digit and dates give the exact time of the workspace', async () => {
    const { page } = await openAs('finance', `/partners/${NORTHWIND}`)
    await page.getByText('Commission accrued: Cancity renewal').waitFor()
    const widths = await page.evaluate<number[]>(DIGIT_WIDTHS)
    expect(new Set(widths).size).toBe(1)
    const recorded = page.locator('time[datetime="2026-11-21T09:12:33.481Z"]')
    expect(await recorded.getAttribute('title')).toBe(
      'Nov 21, 2026, 04:12:33.481 AM GMT-05:00 (America/New_York)',
    )
    await page.getByText('Why', { exact: true }).click()
    await page.getByText('Rounded half away from zero').waitFor()
    await page.context().close()
  })

  test('a statement is saved for the chosen days, and a refusal is shown instead of saved', async () => {
    const { page } = await openAs('finance', `/partners/${NORTHWIND}`)
    await page.getByRole('button', { name: 'Last month' }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('from-the-server.csv')
    const asked = browser.fixture.state.calls.at(-1)
    expect([asked?.path, asked?.query.toString()]).toEqual([
      `/partners/${NORTHWIND}/statement.csv`,
      'from=2026-10-01&to=2026-10-31',
    ])
    fail(`GET /partners/${NORTHWIND}/statement.html`)
    await page.getByRole('button', { name: 'Download statement (HTML)' }).click()
    await page.getByRole('alert').getByText('The database is being restarted.').waitFor()
    await page.getByLabel('From').fill('2026-12-01')
    await page.getByText('Ends before it begins').waitFor()
    expect(await page.getByRole('button', { name: 'Download CSV' }).isDisabled()).toBe(true)
    await page.context().close()
  })

  test('a sync that was started shows its progress until it is done', async () => {
    const { page } = await openAs('admin', '/connections')
    const portal = page.getByRole('region', { name: 'Vendor Inc. sales portal' })
    await portal.getByRole('button', { name: 'Read everything again' }).click()
    await page.getByRole('dialog').getByText('daily limit').waitFor()
    await page.getByRole('button', { name: 'Read everything', exact: true }).click()
    await portal.getByRole('progressbar', { name: 'Deals read' }).waitFor()
    await portal.getByText('A sync is running.').waitFor()
    await eventually(async () => expect(await portal.getByRole('progressbar').count()).toBe(0))
    await portal.getByRole('button', { name: 'Read changes now' }).waitFor()
    expect(theOnly(`/connections/${id(601)}/sync`, contract.startSyncRequest).full).toBe(true)
    await page.context().close()
  })

  test('a broken connection says what is wrong and where to reconnect; parked work is tried again', async () => {
    const { page } = await openAs('admin', '/connections')
    const broken = page.getByRole('region', { name: 'Partner sandbox' })
    await broken.getByText('the app was uninstalled').waitFor()
    expect(await broken.getByRole('link', { name: 'Reconnect' }).getAttribute('href')).toBe(
      '/oauth/hubspot/start',
    )
    expect(await broken.getByRole('button', { name: 'Read changes now' }).isDisabled()).toBe(true)
    await page.getByText('may not be edited by this app').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Nothing is stuck' }).waitFor()
    expect(sent(`/jobs/${id(651)}/redrive`)).toHaveLength(1)
    await page.context().close()
  })

  test('what else is read of an account is ticked and saved; what cannot be read says why', async () => {
    const { page } = await openAs('admin', '/connections')
    const more = page.getByRole('group', { name: 'Also read from Meridian Works' })
    await more.getByText('may not read Opportunity Product records').waitFor()
    await more.getByText('214 read.').waitFor()
    await more.getByLabel('Line items').uncheck()
    await more.getByLabel('Contact roles').check()
    await more.getByText('What was read of the others is removed here').waitFor()
    await expectAccessible(page)
    await more.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved. What is new is read by the next sync.').waitFor()
    await eventually(async () => expect(await more.getByRole('button').count()).toBe(0))
    const { kinds } = theOnly(`/connections/${id(603)}/details`, contract.chooseDetailsRequest)
    expect(kinds).toEqual(['native_partner', 'contact_role'])
    const other = await openAs('manager', '/connections')
    expect(await other.page.getByLabel('Line items').isDisabled()).toBe(true)
    await page.context().close()
    await other.page.context().close()
  })

  test('fields that plans look at are chosen among those of the CRM; one that is gone says why', async () => {
    const { page } = await openAs('admin', '/connections')
    const fields = page.getByRole('group', { name: 'Fields of Meridian Works that plans look at' })
    await fields.getByText('may not see the opportunity field Margin__c').waitFor()
    await fields.getByText('Filled on 412 deals.').waitFor()
    await fields.getByRole('textbox', { name: 'Region' }).fill('terr')
    await page.getByRole('option', { name: 'Territory (Territory__c)' }).click()
    await fields.getByRole('textbox', { name: 'Gross margin' }).click()
    await page.getByRole('option', { name: 'Not mapped' }).click()
    await fields.getByText('Every deal is read again').waitFor()
    await expectAccessible(page)
    await fields.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved. Every deal is read again now').waitFor()
    expect(theOnly(`/connections/${id(603)}/deal-fields`, contract.chooseDealFieldsRequest).fields).toEqual({
      firstYearAcv: 'First_Year_ACV__c',
      grossMargin: null,
      region: 'Territory__c',
    })
    const portal = page.getByRole('group', { name: 'Fields of Vendor Inc. sales portal that plans look at' })
    await portal.getByRole('button', { name: 'Use “Annual contract value”' }).click()
    expect(await portal.getByRole('textbox', { name: 'First-year ACV' }).inputValue()).toContain('hs_acv')
    const other = await openAs('manager', '/connections')
    expect(await other.page.getByRole('button', { name: /^Use / }).count()).toBe(0)
    await page.context().close()
    await other.page.context().close()
  })

  test('roles are saved after a sentence, and the last admin cannot lose the role', async () => {
    const { page } = await openAs('admin', '/people')
    await page.getByLabel('Finance: Riley Reyes').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').getByText('Riley Reyes becomes finance').waitFor()
    await page.getByRole('button', { name: 'Save roles' }).click()
    await page.getByText('The roles of Riley Reyes are saved.').waitFor()
    expect(theOnly(`/people/${id(1001)}/roles`, contract.setRolesRequest).roles).toEqual(['rep', 'finance'])
    expect(await page.getByLabel('Admin: Avery Lindqvist').isDisabled()).toBe(true)
    await page.getByText('The only admin').waitFor()
    await page.context().close()
  })

  test('a role without a right sees the reason, not a button that fails', async () => {
    const { page } = await openAs('rep', '/partners')
    await page.getByText('Channel managers and admins can add partners.').waitFor()
    expect(await page.getByRole('button', { name: 'Add partner' }).isDisabled()).toBe(true)
    expect(await page.getByRole('link', { name: 'Payouts' }).count()).toBe(0)
    expect(await page.getByRole('columnheader', { name: 'Payable' }).count()).toBe(0)
    await page.context().close()

    fail('GET /payouts/payable', 403)
    const payouts = await openAs('rep', '/payouts')
    await payouts.page.getByText('Only somebody else may see this.').waitFor()
    await payouts.page.context().close()
  })

  test('the navigation is a drawer in a narrow window and closes after a choice', async () => {
    const { page } = await openAs('finance', '/deals', { width: 900, height: 900 })
    await page.getByRole('button', { name: 'Navigation' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText('Finley Okafor').waitFor()
    await expectAccessible(page)
    await drawer.getByRole('link', { name: 'Partners' }).click()
    await page.getByRole('heading', { name: 'Partners', level: 1 }).waitFor()
    await drawer.waitFor({ state: 'hidden' })
    await page.context().close()
  })
})

/** Moves the focus forwards with Tab until it is on what has this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab')
    if ((await focusedName(page)) === name) return
  }
  throw new Error(`Tab never reached ${name}`)
}

const focusedName = (page: Page) => page.evaluate<string | undefined>(FOCUSED)

// Scripts for the page as text: the tests' own types are those of Node and know no document.
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
const FOCUSED = `document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim()`
const DIGIT_WIDTHS = `[...'0123456789'].map((digit) => {
  const probe = document.createElement('span')
  probe.className = 'num'
  probe.textContent = digit.repeat(40)
  document.querySelector('td').append(probe)
  const { width } = probe.getBoundingClientRect()
  probe.remove()
  return width
})`
