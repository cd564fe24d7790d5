import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type { z } from 'zod'
import type { ViewerName } from '../../extension-ui/console/fixture/people.ts'
import { emptied } from '../../extension-ui/console/fixture/state.ts'
import * as contract from '../../shared/contract/plan-api.ts'
import { type ConsoleBrowser, expectAccessible, startConsoleBrowser } from '../support/console-browser.ts'
import { eventually } from '../support/eventually.ts'
import { findChromium } from '../support/services.ts'

const id = (number: number) => `0199a000-0000-7000-8000-${String(number).padStart(12, '0')}`
const VERSION = id(312)
const DRAFT = id(321)
const PROPOSED = id(322)
const SIMULATION = id(351)
const EMPTY_SIMULATION = id(352)

describe.skipIf(!findChromium())('the console’s plans', () => {
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
  const openDraft = async () => {
    const opened = await openAs('manager', `/plans/drafts/${DRAFT}`)
    await opened.page.getByText('$7,200.00').first().waitFor()
    return opened
  }
  const sent = (path: string, method = 'POST') =>
    browser.fixture.state.calls.filter((call) => call.method === method && call.path === path)
  const theOnly = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    method?: string,
  ): z.output<Schema> => {
    const bodies = sent(path, method).map(({ body }) => body)
    expect(bodies).toHaveLength(1)
    return schema.parse(bodies[0])
  }
  const draftOf = (draftId: string) => {
    const draft = browser.fixture.state.planDrafts.find((candidate) => candidate.id === draftId)
    if (!draft) throw new Error(`no draft ${draftId}`)
    return draft
  }
  const rulesOf = (draftId: string) => draftOf(draftId).terms.rules as Record<string, unknown>[]

  test('what the fixtures answer obeys the contract', async () => {
    const { state, url } = browser.fixture
    state.viewer = 'manager'
    const replies: [string, z.ZodType][] = [
      ['/plans', contract.planList],
      [`/plan-versions/${VERSION}`, contract.planVersionDetail],
      [`/plan-drafts/${DRAFT}`, contract.planDraft],
      [`/simulations/${SIMULATION}`, contract.simulationView],
      [`/simulations/${EMPTY_SIMULATION}`, contract.simulationView],
    ]
    for (const [path, schema] of replies) {
      const reply: unknown = await (await fetch(`${url}/v1/console${path}`)).json()
      expect(schema.safeParse(reply).error, path).toBeUndefined()
    }
  })

  const pages = [
    { path: '/plans', shows: 'Referral plan for 2027', reads: '/plans' },
    { path: `/plans/versions/${VERSION}`, shows: 'A fixed thank-you', reads: `/plan-versions/${VERSION}` },
    { path: `/plans/drafts/${DRAFT}`, shows: '$7,200.00', reads: `/plan-drafts/${DRAFT}` },
    { path: `/plans/simulations/${SIMULATION}`, shows: '+$44,723.75', reads: `/simulations/${SIMULATION}` },
  ]

  test.each(pages)(
    '$path shows its data, wide and narrow, without a serious accessibility violation',
    async (given) => {
      const { page, complaints } = await openAs('manager', given.path)
      for (const width of [1440, 1100, 390]) {
        await page.setViewportSize({ width, height: 900 })
        await page.getByText(given.shows).first().waitFor()
        expect(await page.evaluate<number>(SIDEWAYS), `sideways at ${width}`).toBeLessThanOrEqual(0)
        await expectAccessible(page)
      }
      expect(complaints).toEqual([])
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
    const { page } = await openAs('manager', given.path)
    const alert = page.getByRole('alert').filter({ hasText: 'The database is being restarted.' })
    await alert.waitFor()
    browser.fixture.state.problems.clear()
    await alert.getByRole('button', { name: 'Try again' }).click()
    await page.getByText(given.shows).first().waitFor()
    await page.context().close()
  })

  test('without a programme the list says where plans come from', async () => {
    emptied(browser.fixture.state)
    const { page } = await openAs('manager', '/plans')
    await page.getByRole('heading', { name: 'No programme yet' }).waitFor()
    await page.context().close()
  })

  test('a new draft is a copy of the version in force, or nothing', async () => {
    const { page } = await openAs('manager', '/plans')
    await page.getByRole('button', { name: 'New draft for Referral programme' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('A copy of version 2 (in force)').isChecked()).toBe(true)
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Make the draft' }).click()
    await page.getByText('Plan Referral programme, new draft').waitFor()
    expect(theOnly('/plan-drafts', contract.createDraftRequest).basedOn).toBe(VERSION)
    await page.getByText('The first close date is missing.').first().waitFor()
    await page.context().close()

    const other = await openAs('manager', '/plans')
    await other.page.getByRole('button', { name: 'New draft for Reseller programme' }).click()
    await other.page.getByRole('button', { name: 'Make the draft' }).click()
    await other.page.getByRole('heading', { name: 'No rule yet' }).waitFor()
    expect(contract.createDraftRequest.parse(sent('/plan-drafts')[1]?.body).basedOn).toBeNull()
    await other.page.context().close()
  })

  test('a rule is edited in its drawer; sentence and example follow while it is typed, and unknown keys survive the save', async () => {
    const { page, complaints } = await openDraft()
    await page.getByRole('button', { name: 'Edit gold-sourced' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText('15 % of first-year ACV').waitFor()
    await expectAccessible(page)
    await drawer.getByLabel('Percentage').fill('20')
    await drawer.getByText('20 % of first-year ACV').waitFor()
    await drawer.getByText('$9,600.00').waitFor()
    await drawer.getByRole('button', { name: 'Done' }).click()
    await eventually(async () => expect(await focusedName(page)).toBe('Edit gold-sourced'))
    await page.getByText('Not saved yet').waitFor()
    await page.keyboard.press('Control+s')
    await page.getByText('Saved · revision 5').waitFor()
    const saved = theOnly(`/plan-drafts/${DRAFT}`, contract.saveDraftRequest, 'PUT')
    expect(saved.revision).toBe(4)
    expect(saved.terms).toMatchObject({
      note: 'kept as it is',
      rules: [{ rate: { kind: 'percent', percent: '20' } }, { audit: { ticket: 'FIN-118' } }, {}, {}, {}],
    })
    for (const { body } of sent(`/plan-drafts/${DRAFT}/example`)) contract.exampleRequest.parse(body)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a percentage that is no decimal is kept as typed, and field, lint and example say so', async () => {
    const { page } = await openDraft()
    await page.getByRole('button', { name: 'Edit gold-sourced' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('Percentage').fill('12,5')
    await drawer.getByText('Write the decimals after a point: 12.5.').waitFor()
    await drawer.getByText('The percentage is missing.').first().waitFor()
    await drawer.getByRole('button', { name: 'Done' }).click()
    await page.getByText('1 error to mend and 1 warning to answer for').waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved · revision 5').waitFor()
    expect(rulesOf(DRAFT)[0]).toMatchObject({ rate: { percent: '12,5' } })
    await page.context().close()
  })

  test('bands are added, changed and removed, and the boundary is said with its amount', async () => {
    const { page } = await openDraft()
    await page.getByRole('button', { name: 'Edit sourced' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText('A total of exactly $100,000.00 is paid at 8 %.').waitFor()
    await drawer.getByLabel('belongs to the band above').check()
    await drawer.getByRole('button', { name: 'Add band' }).click()
    await drawer.getByLabel('Band 3 up to').fill('500000.00')
    await drawer.getByLabel('Band 3 percent').fill('12')
    await drawer.getByRole('button', { name: 'Remove band 2' }).click()
    await drawer.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved · revision 5').waitFor()
    expect(rulesOf(DRAFT)[1]).toMatchObject({
      rate: {
        kind: 'volume',
        boundary: 'exclusive',
        measure: { period: 'quarter', of: 'sourcedRevenue' },
        bands: [
          { upTo: '100000.00', percent: '8' },
          { upTo: '500000.00', percent: '12' },
          { upTo: null, percent: '14' },
        ],
      },
    })
    await page.context().close()
  })

  test('every part of a rule can be written: conditions, rate, bounds and override', async () => {
    const { page } = await openDraft()
    await page.getByRole('button', { name: 'Add rule' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('Short name').fill('special')
    await drawer.getByLabel('Influenced').check()
    await drawer.getByLabel('Recurring').check()
    await drawer.getByLabel('Of what').selectOption('collected')
    await drawer.getByLabel('A different percentage each year').check()
    await drawer.getByLabel('Year 1').fill('20')
    await drawer.getByLabel('Year 2').fill('10')
    await drawer.getByRole('textbox', { name: 'Tiers' }).fill('gold')
    await page.keyboard.press('Enter')
    await drawer.getByRole('textbox', { name: 'Regions' }).fill('EMEA')
    await page.keyboard.press('Enter')
    await drawer.getByLabel('Renewal').check()
    await drawer.getByLabel('Lower end: included or not').selectOption('above')
    await drawer.getByLabel('Lower end', { exact: true }).fill('1000.00')
    await drawer.getByLabel('Won within days of the registration').fill('60')
    await drawer.getByLabel('System integrator').check()
    await drawer.getByLabel('At least per deal').fill('10.00')
    await drawer.getByLabel('Cap per partner').selectOption('quarter')
    await drawer.getByLabel('At most in that period').fill('9000.00')
    await drawer.getByLabel('Comes on top of other rules').check({ force: true })
    await drawer.getByRole('textbox', { name: 'Only these partners' }).fill('Brightpath')
    await page.getByRole('option', { name: 'Brightpath Systems' }).click()
    await drawer.getByLabel('Decided by').fill('Casey Moreau')
    await expectAccessible(page)
    await drawer.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved · revision 5').waitFor()
    expect(rulesOf(DRAFT)[5]).toEqual({
      id: 'special',
      role: 'influenced',
      basis: 'collected',
      rate: { kind: 'recurring', percentByYear: ['20', '10'] },
      when: {
        tiers: ['gold'],
        regions: ['EMEA'],
        dealTypes: ['renewal'],
        dealAmount: { above: '1000.00' },
        closedWithinDaysOfRegistration: 60,
        partnerTypes: ['system_integrator'],
        partners: [id(2)],
      },
      floor: '10.00',
      periodCap: { period: 'quarter', amount: '9000.00' },
      stack: true,
      author: 'Casey Moreau',
    })
    await page.context().close()
  })

  test('rules are moved, duplicated, deleted and brought back from the keyboard, and the focus goes along', async () => {
    const { page } = await openDraft()
    const order = () => page.locator('.rule-id').allInnerTexts()
    await page.getByRole('button', { name: 'Move renewals up' }).focus()
    await page.keyboard.press('Enter')
    await eventually(async () =>
      expect((await order()).slice(0, 3)).toEqual(['gold-sourced', 'renewals', 'sourced']),
    )
    expect(await focusedName(page)).toBe('Move renewals up')
    await page.keyboard.press('ArrowUp')
    await eventually(async () => expect((await order())[0]).toBe('renewals'))
    expect(await focusedName(page)).toBe('Move renewals up')
    await page.getByText('renewals is number 1 of 5 now.').waitFor({ state: 'attached' })

    await page.getByRole('button', { name: 'Delete influenced' }).click()
    await eventually(async () => expect(await order()).not.toContain('influenced'))
    expect(await focusedName(page)).toBe('Undo')
    await page.keyboard.press('Enter')
    await eventually(async () => expect((await order())[3]).toBe('influenced'))
    expect(await focusedName(page)).toBe('Edit influenced')

    await page.getByRole('button', { name: 'Duplicate influenced' }).click()
    await eventually(async () => expect(await order()).toHaveLength(6))
    await page.context().close()
  })

  test('the head explains each choice and dated parts are written with their dates', async () => {
    const { page } = await openDraft()
    await page.getByRole('button', { name: 'Change' }).click()
    await page.getByText('Payable at once, whether or not the customer has paid.').waitFor()
    await page.getByLabel('In parts on fixed dates').check()
    await page.getByLabel('Date of part 1').fill('2027-03-31')
    await page.getByLabel('Percentage of part 1').fill('50')
    await page.getByRole('button', { name: 'Add part' }).click()
    await page.getByLabel('Date of part 2').fill('2027-06-30')
    await page.getByLabel('Percentage of part 2').fill('50')
    await page.getByLabel('The day on which the partner came in').check()
    await page.getByLabel('They get these terms').check()
    await page.getByLabel('Last close date').fill('2027-12-31')
    await page.getByLabel('Currency', { exact: true }).fill('eur')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved · revision 5').waitFor()
    expect(draftOf(DRAFT).terms).toMatchObject({
      currency: 'EUR',
      effectiveTo: '2027-12-31',
      decidingDate: 'registrationDate',
      openDeals: 'newTerms',
      earning: {
        kind: 'dated',
        parts: [
          { date: '2027-03-31', percent: '50' },
          { date: '2027-06-30', percent: '50' },
        ],
      },
    })
    await page.context().close()
  })

  test('an example that cannot be worked out keeps the last one on the page and says why', async () => {
    const { page } = await openDraft()
    const example = page.getByRole('region', { name: 'Worked example' })
    await example.getByLabel('Deal amount').fill('48,000')
    await example.getByText('Write it without thousands separators').waitFor()
    await example.getByText('This is of the last complete entry').waitFor()
    expect(await example.innerText()).toContain('$7,200.00')
    await example.getByLabel('Deal amount').fill('100000')
    await example.getByText('$10,000.00', { exact: true }).first().waitFor()
    await example.getByText('Why', { exact: true }).first().click()
    await example.getByText('held to the cap of').waitFor()
    await page.context().close()
  })

  test('an older answer that comes late does not replace a newer one', async () => {
    const { page } = await openDraft()
    const example = page.getByRole('region', { name: 'Worked example' })
    const held: (() => void)[] = []
    await page.route('**/example', async (route) => {
      const slow = (route.request().postData() ?? '').includes('"amount":"1000"')
      if (slow) await new Promise<void>((go) => held.push(go))
      await route.continue().catch(() => undefined)
    })
    await example.getByLabel('Deal amount').fill('1000')
    await eventually(() => {
      expect(held).toHaveLength(1)
      return Promise.resolve()
    })
    const dropped = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/example'))
    await example.getByLabel('Deal amount').fill('2000')
    await dropped
    await example.getByText('$300.00').first().waitFor()
    held.forEach((go) => go())
    await page.getByRole('button', { name: 'Change' }).click()
    await page.getByText('Payable at once').waitFor()
    expect(await example.innerText()).toContain('$300.00')
    await page.context().close()
  })

  test('a warning is answered for with a reason, on its line, and then it can be proposed', async () => {
    const { page } = await openDraft()
    expect(await page.getByRole('button', { name: 'Propose' }).isDisabled()).toBe(true)
    const line = page.locator('#rule-1')
    await line.getByText('One cent more at $100,000.00 pays $2,000.00 more.').waitFor()
    await line.getByRole('button', { name: /^Acknowledge/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Acknowledge' }).click()
    await dialog.getByText('Say why it is meant so, in a few words.').waitFor()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('An incentive for the last quarter.')
    await dialog.getByRole('button', { name: 'Acknowledge' }).click()
    await line.getByText('An incentive for the last quarter.').waitFor()
    expect(theOnly(`/plan-drafts/${DRAFT}/acknowledge`, contract.acknowledgeRequest).findingId).toBe(
      'sourced:cliff',
    )
    await page.getByText('Nothing keeps this from being published').waitFor()
    await page.getByRole('button', { name: 'Propose' }).click()
    await page.getByRole('dialog').getByText('can no longer be changed').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Propose' }).click()
    await page.getByText('You wrote this draft: somebody else has to publish it.').waitFor()
    expect(theOnly(`/plan-drafts/${DRAFT}/propose`, contract.draftStepRequest).revision).toBe(4)
    expect(await page.getByRole('button', { name: 'Add rule' }).count()).toBe(0)
    await page.context().close()
  })

  test('the list of findings leads to the rule that each concerns', async () => {
    const { page } = await openDraft()
    await page.getByRole('button', { name: 'Show the list' }).click()
    await page.getByRole('button', { name: 'Go to: Rule 2, rate' }).click()
    expect(await page.getByRole('dialog').getByLabel('Short name').inputValue()).toBe('sourced')
    await page.context().close()
  })

  test('a second person publishes after a sentence that says which window ends when', async () => {
    const { page } = await openAs('finance', `/plans/drafts/${PROPOSED}`)
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('dialog').getByText('the window of version 2 ends on Dec 31, 2026').waitFor()
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor()
    expect(draftOf(PROPOSED).status).toBe('published')
    await page.context().close()
  })

  test('a proposed draft is returned only with a reason, which its authors read', async () => {
    const { page } = await openAs('finance', `/plans/drafts/${PROPOSED}`)
    await page.getByRole('button', { name: 'Return to draft' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Return' }).click()
    await page.getByText('Say why, in a few words.').waitFor()
    expect(sent(`/plan-drafts/${PROPOSED}/return`)).toEqual([])
    await page.getByRole('textbox', { name: 'What should change' }).fill('The cap is too high.')
    await page.getByRole('dialog').getByRole('button', { name: 'Return' }).click()
    await page.getByText('“The cap is too high.”').waitFor()
    await page.context().close()
  })

  test('when somebody else saved meanwhile nothing typed is lost: theirs is taken and one’s own comes back', async () => {
    const { page } = await openDraft()
    await typePercent(page, '33')
    somebodySaves(draftOf(DRAFT), '7')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const conflict = page
      .getByRole('alert')
      .filter({ hasText: 'Finley Okafor has changed this draft meanwhile' })
    await conflict.waitFor()
    await expectAccessible(page)
    await page.getByText('33 % of first-year ACV').first().waitFor()
    expect(rulesOf(DRAFT)[0]).toMatchObject({ rate: { percent: '7' } })

    await conflict.getByRole('button', { name: 'Take theirs' }).click()
    await page.getByText('7 % of first-year ACV').first().waitFor()
    await page.getByRole('button', { name: 'Bring mine back' }).click()
    await page.getByText('33 % of first-year ACV').first().waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved · revision 6').waitFor()
    expect(rulesOf(DRAFT)[0]).toMatchObject({ rate: { percent: '33' } })
    await page.context().close()
  })

  test('when somebody else saved meanwhile one’s own can be kept as a draft of its own', async () => {
    const { page } = await openDraft()
    await typePercent(page, '33')
    somebodySaves(draftOf(DRAFT), '7')
    await page.keyboard.press('Control+s')
    await page.getByRole('button', { name: 'Keep mine as a draft of its own' }).click()
    await page.getByText('Plan Referral programme, new draft').waitFor()
    await page.getByText('33 % of first-year ACV').first().waitFor()
    expect(rulesOf(DRAFT)[0]).toMatchObject({ rate: { percent: '7' } })
    expect(browser.fixture.state.planDrafts).toHaveLength(3)
    await page.context().close()
  })

  test('leaving with something unsaved asks, and Save and leave saves it', async () => {
    const { page } = await openDraft()
    await typePercent(page, '33')
    await page.getByRole('link', { name: 'Partners' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('is lost when you leave now').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Stay' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('33 % of first-year ACV').first().waitFor()
    await page.getByRole('link', { name: 'Partners' }).click()
    await dialog.getByRole('button', { name: 'Save and leave' }).click()
    await page.getByRole('heading', { name: 'Partners', level: 1 }).waitFor()
    expect(rulesOf(DRAFT)[0]).toMatchObject({ rate: { percent: '33' } })
    await page.context().close()
  })

  test('a session that ends while somebody types loses nothing: it can be brought back after signing in again', async () => {
    const { page } = await openDraft()
    await typePercent(page, '33')
    browser.fixture.state.viewer = null
    await page.keyboard.press('Control+s')
    await page.getByRole('heading', { name: 'Open the console from a deal' }).waitFor()
    browser.fixture.state.viewer = 'finance'
    await page.reload()
    await page.getByText('15 % of first-year ACV').first().waitFor()
    expect(await page.getByRole('button', { name: 'Bring mine back' }).count()).toBe(0)
    browser.fixture.state.viewer = 'manager'
    await page.reload()
    await page.getByText('Something that you typed here earlier was not saved.').waitFor()
    await page.getByRole('button', { name: 'Bring mine back' }).click()
    await page.getByText('33 % of first-year ACV').first().waitFor()
    await page.getByText('Not saved yet').waitFor()
    await page.context().close()
  })

  test('a draft is discarded after one question, also with something unsaved in it', async () => {
    const { page } = await openDraft()
    await typePercent(page, '33')
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('button', { name: 'Discard this draft' }).click()
    await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor()
    expect(draftOf(DRAFT).status).toBe('discarded')
    await page.context().close()
  })

  test('a simulation shows its progress, survives a reload and ends with its figures', async () => {
    const { page, complaints } = await openDraft()
    await page.getByRole('button', { name: 'Simulate' }).click()
    await page.getByLabel('Months back').fill('0')
    await page.getByText('A number from 1 to 120.').waitFor()
    await page.getByLabel('Months back').fill('24')
    await page.getByRole('button', { name: 'Start the simulation' }).click()
    await page.getByRole('progressbar', { name: 'Deals rated' }).waitFor()
    await expectAccessible(page)
    expect(theOnly(`/plan-drafts/${DRAFT}/simulations`, contract.simulateRequest).months).toBe(24)
    await page.reload()
    await page.getByText('+$44,723.75').waitFor()
    await page.locator('.recharts-bar-rectangle').first().waitFor()
    await page.getByText('The same as a table').click()
    await page.getByRole('region', { name: 'Cost by month' }).getByText('Dec 2025').waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a running simulation is cancelled', async () => {
    const { page } = await openDraft()
    await page.getByRole('button', { name: 'Simulate' }).click()
    await page.getByRole('button', { name: 'Start the simulation' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('heading', { name: 'Cancelled before it was done' }).waitFor()
    await page.context().close()
  })

  test('partners are sorted by what changes for them, and the order is in the address', async () => {
    const { page } = await openAs('manager', `/plans/simulations/${SIMULATION}`)
    await page.getByText('Outdated:').waitFor()
    const table = page.getByRole('region', { name: 'Cost by partner' })
    const first = () => table.getByRole('row').nth(1).innerText()
    expect(await first()).toContain('+$2,130.50')
    expect(await table.getByRole('columnheader', { name: /Difference/ }).getAttribute('aria-sort')).toBe(
      'descending',
    )
    await table.getByRole('button', { name: /Difference/ }).click()
    await eventually(async () => expect(await first()).toContain('-$'))
    expect(new URL(page.url()).search).toBe('?sort=delta')
    const lowest = await first()
    await page.reload()
    await table.waitFor()
    expect(await first()).toBe(lowest)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ])
    expect(file.suggestedFilename()).toBe('from-the-server.csv')
    expect(browser.fixture.state.calls.at(-1)?.path).toBe(`/simulations/${SIMULATION}/simulation.csv`)
    await page.context().close()
  })

  test('a simulation of a time without closed deals says so', async () => {
    const { page } = await openAs('manager', `/plans/simulations/${EMPTY_SIMULATION}`)
    await page.getByRole('heading', { name: 'No closed deals in this time' }).waitFor()
    await expectAccessible(page)
    await page.context().close()
  })

  test('a version is read-only and begins a new draft', async () => {
    const { page } = await openAs('manager', `/plans/versions/${VERSION}`)
    await page.getByText('Gold sourcing partners get 15 % of first-year ACV').waitFor()
    await page.getByText('on Dec 12, 2025: Higher tiers for the new fiscal year.').waitFor()
    await page.getByText('Finley Okafor').waitFor()
    expect(await page.getByRole('button', { name: /Edit|Delete/ }).count()).toBe(0)
    await page.getByRole('button', { name: 'New draft from this' }).click()
    await page.getByText('Plan Referral programme, new draft').waitFor()
    await page.context().close()
  })
})

async function typePercent(page: Page, percent: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit gold-sourced' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('Percentage').fill(percent)
  await drawer.getByText(`${percent} % of first-year ACV`).waitFor()
  await drawer.getByRole('button', { name: 'Done' }).click()
  await drawer.waitFor({ state: 'hidden' })
}

/** As if finance had another window open. */
function somebodySaves(
  draft: ConsoleBrowser['fixture']['state']['planDrafts'][number],
  percent: string,
): void {
  const terms = structuredClone(draft.terms)
  const [rule] = terms.rules as { rate: { percent: string } }[]
  if (rule) rule.rate.percent = percent
  Object.assign(draft, {
    terms,
    revision: draft.revision + 1,
    updatedBy: { id: id(1003), name: 'Finley Okafor' },
    updatedAt: '2026-11-21T10:40:00.000Z',
  })
}

const focusedName = (page: Page) => page.evaluate<string | undefined>(FOCUSED)

// Scripts for the page as text: the tests' own types are those of Node and know no document.
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
const FOCUSED = `document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim()`
