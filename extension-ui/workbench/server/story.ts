import { batchList } from '../../../shared/contract/console-api.ts'
import { dealCard, type DealCard } from '../../../shared/contract/card-api.ts'
import type { CrmPaths, StoryStep } from '../workbench-api.ts'
import { ADMIN, CHANNEL_MANAGER, FINANCE, REP } from './people.ts'
import type { ServerClient } from './server-client.ts'
import type { SimulatedHubspot } from './simulated-hubspot.ts'
import type { SimulatedSalesforce } from './simulated-salesforce.ts'

/** The checklist of the demo. What it ticks is asked of the server and the CRMs, on either record; a step once done stays done. */

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
}

const TEXTS: Record<StepKey, StepText> = {
  tagged: {
    title: 'Tag a partner on the deal',
    hint: 'In the Partners card choose Add partner, search one, see what it would cost, and confirm.',
    personId: REP.userId,
  },
  registered: {
    title: 'Register the deal for that partner',
    hint: 'In the card choose Register and fill in the claim.',
    personId: REP.userId,
  },
  approved: {
    title: 'Approve the registration',
    hint: 'The channel manager sees Review registration as the first button.',
    personId: CHANNEL_MANAGER.userId,
  },
  accrued: {
    title: 'Win the deal: the commission accrues',
    hint: 'On the left click the stage and choose Closed Won. The card follows by itself.',
    personId: REP.userId,
  },
  payable: {
    title: "Record the customer's payment: it becomes payable",
    hint: 'Finance records the payment in the card.',
    personId: FINANCE.userId,
  },
  batch: {
    title: 'Make a payout batch',
    hint: 'In the card choose Open console, then Payouts.',
    personId: FINANCE.userId,
  },
  batchApproved: {
    title: 'A second person approves the batch',
    hint: 'Whoever made the batch cannot approve it: the admin opens the console from the card.',
    personId: ADMIN.userId,
  },
  downloaded: {
    title: 'Download the payment file',
    hint: 'On the approved batch in the console. Its control total matches the batch.',
    personId: FINANCE.userId,
  },
  writtenBack: {
    title: 'See it in the CRM',
    hint: 'Partner, role, registration, protection and commission are fields of the record now: on the left under Partner Desk.',
    personId: null,
  },
}

const RECORDS_ASKED = 3

/** Whom the checklist asks. */
export interface Crms {
  client: ServerClient
  hubspot: SimulatedHubspot
  salesforce: SimulatedSalesforce
}

/** Records that something was done on through the card, the latest first. */
export type TouchedRecords = Readonly<Record<keyof CrmPaths, readonly string[]>>

/** Adds to `done` what has become true since. */
export async function lookForProgress(
  crms: Crms,
  done: Set<StepKey>,
  touched: TouchedRecords,
): Promise<void> {
  if (ON_DEAL.some((key) => !done.has(key))) {
    for (const card of await touchedCards(crms, touched)) {
      for (const key of ON_DEAL) if (DEAL_TESTS[key](card)) done.add(key)
    }
  }
  if (done.has('payable') && !done.has('batchApproved')) {
    const { rows } = await crms.client.console(ADMIN, '/v1/console/payouts/batches', batchList)
    const live = rows.filter((row) => row.status !== 'cancelled')
    if (live.length > 0) done.add('batch')
    if (live.some((row) => row.status !== 'draft')) done.add('batchApproved')
  }
  if (!done.has('writtenBack') && done.has('approved') && isWrittenBack(crms, touched))
    done.add('writtenBack')
}

/** As the admin sees them. */
async function touchedCards(crms: Crms, touched: TouchedRecords): Promise<DealCard[]> {
  const { client, salesforce } = crms
  const cards: DealCard[] = []
  for (const dealId of touched.hubspot.slice(0, RECORDS_ASKED)) {
    cards.push(await client.card(ADMIN, `/v1/card/deals/${dealId}`, dealCard))
  }
  for (const opportunityId of touched.salesforce.slice(0, RECORDS_ASKED)) {
    const text = await salesforce.apex(ADMIN, 'PartnerCardController.loadCard', { opportunityId })
    cards.push(dealCard.parse(JSON.parse(text)))
  }
  return cards
}

function isWrittenBack({ hubspot, salesforce }: Crms, touched: TouchedRecords): boolean {
  const onDeal = touched.hubspot.some((dealId) => {
    const deal = hubspot.portal.stores['0-3'].findActive(dealId)
    return Boolean(deal?.properties.partner_desk_partner && deal.properties.partner_desk_commission)
  })
  if (onDeal) return true
  const { org } = salesforce
  return touched.salesforce.some((id) => {
    const values = org.store.find(id)?.values
    return Boolean(
      values?.[org.packaged('Partner_Desk_Partner__c')] && values[org.packaged('Partner_Desk_Commission__c')],
    )
  })
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

export function storySteps(done: ReadonlySet<StepKey>, paths: CrmPaths): StoryStep[] {
  return STEP_KEYS.map((key) => ({ key, ...TEXTS[key], paths, done: done.has(key) }))
}
