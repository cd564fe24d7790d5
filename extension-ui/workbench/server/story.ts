import { batchList } from '../../../shared/contract/console-api.ts'
import { dealCard, type DealCard } from '../../../shared/contract/card-api.ts'
import type { Portal } from '../../../test/simulators/hubspot/portal.ts'
import type { StoryStep } from '../workbench-api.ts'
import { ADMIN, CHANNEL_MANAGER, FINANCE, REP } from './people.ts'
import type { ServerClient } from './server-client.ts'

/** The checklist of the demo. What it ticks is asked of the server and the CRM; a step once done stays done. */

export const STEP_KEYS = [
  'tagged',
  'registered',
  'approved',
  'accrued',
  'writtenBack',
  'payable',
  'batch',
  'batchApproved',
  'downloaded',
] as const
export type StepKey = (typeof STEP_KEYS)[number]

interface StepText {
  title: string
  hint: string
  personId: number | null
  /** Done on the deal's record. */
  onDeal: boolean
}

const TEXTS: Record<StepKey, StepText> = {
  tagged: {
    title: 'Tag a partner on the deal',
    hint: 'In the Partners card choose Add partner, search one, see what it would cost, and confirm.',
    personId: REP.userId,
    onDeal: true,
  },
  registered: {
    title: 'Register the deal for that partner',
    hint: 'In the card choose Register and fill in the claim.',
    personId: REP.userId,
    onDeal: true,
  },
  approved: {
    title: 'Approve the registration',
    hint: 'The channel manager sees Review registration as the first button.',
    personId: CHANNEL_MANAGER.userId,
    onDeal: true,
  },
  accrued: {
    title: 'Win the deal: the commission accrues',
    hint: 'On the left click Deal stage and choose Closed Won. The card follows by itself.',
    personId: REP.userId,
    onDeal: true,
  },
  payable: {
    title: "Record the customer's payment: it becomes payable",
    hint: 'Finance records the payment in the card.',
    personId: FINANCE.userId,
    onDeal: true,
  },
  batch: {
    title: 'Make a payout batch',
    hint: 'In the card choose Open console, then Payouts.',
    personId: FINANCE.userId,
    onDeal: true,
  },
  batchApproved: {
    title: 'A second person approves the batch',
    hint: 'Whoever made the batch cannot approve it: the admin opens the console from the card.',
    personId: ADMIN.userId,
    onDeal: true,
  },
  downloaded: {
    title: 'Download the payment file',
    hint: 'On the approved batch in the console. Its control total matches the batch.',
    personId: FINANCE.userId,
    onDeal: true,
  },
  writtenBack: {
    title: 'See it in the CRM',
    hint: 'Partner, role, registration, protection and commission are deal properties now: on the left under Partner Desk.',
    personId: null,
    onDeal: true,
  },
}

const DEALS_ASKED = 3

export interface StoryOptions {
  client: ServerClient
  portal: Portal
  done: Set<StepKey>
  /** Deals that something was done on through the card, the latest first. */
  touchedDeals: readonly string[]
}

/** Adds to `done` what has become true since. */
export async function lookForProgress({ client, portal, done, touchedDeals }: StoryOptions): Promise<void> {
  if (ON_DEAL.some((key) => !done.has(key))) {
    for (const dealId of touchedDeals.slice(0, DEALS_ASKED)) {
      const card = await client.card(ADMIN, `/v1/card/deals/${dealId}`, dealCard)
      for (const key of ON_DEAL) if (DEAL_TESTS[key](card)) done.add(key)
    }
  }
  if (done.has('payable') && !done.has('batchApproved')) {
    const { rows } = await client.console(ADMIN, '/v1/console/payouts/batches', batchList)
    const live = rows.filter((row) => row.status !== 'cancelled')
    if (live.length > 0) done.add('batch')
    if (live.some((row) => row.status !== 'draft')) done.add('batchApproved')
  }
  if (!done.has('writtenBack') && done.has('approved')) {
    const written = touchedDeals.some((dealId) => {
      const deal = portal.stores['0-3'].findActive(dealId)
      return Boolean(deal?.properties.partner_desk_partner && deal.properties.partner_desk_commission)
    })
    if (written) done.add('writtenBack')
  }
}

const ON_DEAL = ['tagged', 'registered', 'approved', 'accrued', 'payable'] as const

const DEAL_TESTS: Record<(typeof ON_DEAL)[number], (card: DealCard) => boolean> = {
  tagged: (card) => card.partners.length > 0,
  registered: (card) => card.registrations.length > 0,
  approved: (card) => card.registrations.some(({ state }) => state === 'approved' || state === 'won'),
  accrued: (card) => card.partners.some(({ commission }) => commission.state === 'accrued'),
  payable: (card) =>
    card.partners.some(({ commission }) =>
      [commission.payable, commission.inPayout, commission.paid].some(
        (money) => money !== null && !/^-?0*(\.0*)?$/.test(money.amount),
      ),
    ),
}

export function storySteps(done: ReadonlySet<StepKey>, dealPath: string | null): StoryStep[] {
  return STEP_KEYS.map((key) => {
    const { title, hint, personId, onDeal } = TEXTS[key]
    return { key, title, hint, personId, path: onDeal ? dealPath : null, done: done.has(key) }
  })
}
