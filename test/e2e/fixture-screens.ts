import type { Browser, Page } from 'playwright-core'
import type { ViewerName } from '../../extension-ui/console/fixture/people.ts'
import { type Fixture, startFixture } from '../../extension-ui/console/fixture/server.ts'
import { bundleConsole } from '../../extension-ui/workbench/build.ts'
import { KEPT } from '../../server/workflows/kept-payment.ts'
import { type Camera, newContext } from './screenshot.ts'

interface Screen {
  name: string
  viewer: ViewerName
  path: string
  shows: string
  height?: number
  ready?(page: Page): Promise<void>
}

/** Lists and results that are worth looking at with more in them than the one deal of a story gives. */
const SCREENS: readonly Screen[] = [
  {
    name: 'console-simulation',
    viewer: 'manager',
    path: '/plans/simulations/0199a000-0000-7000-8000-000000000351',
    shows: '+$44,723.75',
    height: 1150,
  },
  { name: 'console-commissions', viewer: 'finance', path: '/commissions', shows: '$6,480.00' },
  { name: 'console-disputes', viewer: 'finance', path: '/disputes?show=all', shows: '2 disputes' },
  {
    name: 'console-exchange-rates',
    viewer: 'finance',
    path: '/ledger/exchange-rates',
    shows: '1 VND = 0.0000394 USD',
  },
  {
    name: 'console-correct-rate',
    viewer: 'finance',
    path: '/ledger/exchange-rates',
    shows: '1 VND = 0.0000394 USD',
    async ready(page) {
      await page.getByRole('button', { name: 'Correct EUR to USD on Nov 1, 2026' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('The commissions of 3 deals were converted at it').waitFor()
      await dialog.getByLabel('Right value').fill('1.0831')
      await dialog.getByLabel('Reason').fill('The point was in the wrong place')
    },
  },
  {
    name: 'console-customer-payments',
    viewer: 'finance',
    path: '/customer-payments',
    shows: KEPT.archived.slice(0, 30),
  },
  {
    name: 'console-api-keys',
    viewer: 'admin',
    path: '/customer-payments/api-keys',
    shows: 'Old billing',
    height: 1000,
  },
]

/** Takes the console with its fixtures. */
export async function takeFixtureScreens(browser: Browser, camera: Camera): Promise<void> {
  const fixture = await startFixture(await bundleConsole())
  try {
    keepOne(fixture)
    for (const { name, viewer, path, shows, height = 900, ready } of SCREENS) {
      fixture.state.viewer = viewer
      const context = await newContext(browser, { width: 1440, height })
      const page = await context.newPage()
      await page.goto(`${fixture.url}/console${path}`)
      await page.getByText(shows).first().waitFor()
      await ready?.(page)
      await camera.take(page, name)
      await context.close()
    }
  } finally {
    await fixture.close()
  }
}

/** One more payment, whose deal is archived in the CRM. */
function keepOne({ state }: Fixture): void {
  const { events } = state.finance
  const applied = events.find((event) => event.state === 'applied')
  if (!applied) throw new Error('The fixtures have no event that is applied.')
  events.push({
    ...applied,
    id: '0199a000-0000-7000-8000-000000000479',
    externalId: 'evt_1009',
    state: 'kept',
    problem: KEPT.archived,
    dealName: 'Isdom GTX Plus 1',
    dealUrl: null,
    names: 'HubSpot deal 9002',
  })
}
