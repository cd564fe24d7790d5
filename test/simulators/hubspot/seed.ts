import type { Portal } from './portal.ts'

/** HubSpot user ids of the people whom the workbench can act as. */
export const people = [
  { userId: 1001, firstName: 'Riley', lastName: 'Reyes', email: 'riley.reyes@meridian.example' },
  { userId: 1002, firstName: 'Casey', lastName: 'Moreau', email: 'casey.moreau@meridian.example' },
  { userId: 1003, firstName: 'Finley', lastName: 'Okafor', email: 'finley.okafor@meridian.example' },
  { userId: 1004, firstName: 'Avery', lastName: 'Lindqvist', email: 'avery.lindqvist@meridian.example' },
  { userId: 1005, firstName: 'Jordan', lastName: 'Whitfield', email: 'jordan.whitfield@meridian.example' },
  { userId: 1006, firstName: 'Sam', lastName: 'Achterberg', email: 'sam.achterberg@meridian.example' },
] as const

const accounts = [
  { key: 'cancity', name: 'Cancity', domain: 'cancity.example', industry: 'Retail' },
  {
    key: 'cancity-freight',
    name: 'Cancity Freight',
    domain: 'freight.cancity.example',
    industry: 'Logistics',
  },
  { key: 'halden', name: 'Halden Foods', domain: 'halden-foods.example', industry: 'Food' },
  { key: 'corvale', name: 'Corvale Mutual', domain: 'corvale.example', industry: 'Insurance' },
  { key: 'pinecrest', name: 'Pinecrest Schools', domain: 'pinecrest-schools.example', industry: 'Education' },
  { key: 'tallis', name: 'Tallis Works', domain: 'tallis-works.example', industry: 'Manufacturing' },
  { key: 'oakmoor', name: 'Oakmoor Health', domain: 'oakmoor.example', industry: 'Health care' },
  { key: 'ferrywell', name: 'Ferrywell Energy', domain: 'ferrywell.example', industry: 'Energy' },
  { key: 'lumen', name: 'Lumen & Rye', domain: 'lumen-rye.example', industry: 'Hospitality' },
  { key: 'brook', name: 'Brookhaven Freight', domain: 'brookhaven-freight.example', industry: 'Logistics' },
  { key: 'stellan', name: 'Stellan Robotics', domain: 'stellan-robotics.example', industry: 'Manufacturing' },
  { key: 'marlow', name: 'Marlow Credit Union', domain: 'marlow-cu.example', industry: 'Banking' },
  { key: 'verity', name: 'Verity Labs', domain: 'verity-labs.example', industry: 'Research' },
  { key: 'dunmore', name: 'Dunmore "Old Mill" Bakery', domain: 'dunmore-bakery.example', industry: 'Food' },
] as const

type AccountKey = (typeof accounts)[number]['key']
type DealRow = [
  account: AccountKey,
  name: string,
  amount: string | null,
  stage: string,
  ownerUserId: number,
  /** Days before today. */
  created: number,
  /** Days from today; negative when it lies behind. */
  closes: number,
  more?: { currency?: string; type?: 'existingbusiness'; alsoFor?: AccountKey },
]

const appointment = 'appointmentscheduled'
const qualified = 'qualifiedtobuy'
const presentation = 'presentationscheduled'
const decision = 'decisionmakerboughtin'
const contract = 'contractsent'
const won = 'closedwon'
const lost = 'closedlost'

const deals: readonly DealRow[] = [
  ['cancity', 'Cancity platform rollout', '48000', contract, 1001, 41, 12],
  ['cancity', 'Cancity store analytics', '18500', presentation, 1001, 23, 38],
  ['cancity', 'Cancity annual renewal', '36000', won, 1001, 210, -96, { type: 'existingbusiness' }],
  [
    'cancity-freight',
    'Cancity Freight dispatch pilot',
    '9600',
    qualified,
    1005,
    17,
    52,
    { alsoFor: 'cancity' },
  ],
  ['cancity-freight', 'Cancity Freight handhelds', '14250', lost, 1005, 160, -71],
  ['halden', 'Halden Foods traceability', '27500', decision, 1006, 58, 9],
  ['halden', 'Halden Foods plant two', '61200', appointment, 1006, 6, 84],
  ['halden', 'Halden Foods first plant', '54000', won, 1006, 301, -148],
  ['corvale', 'Corvale claims portal', '88000', presentation, 1001, 66, 31],
  ['corvale', 'Corvale broker onboarding', '22400', won, 1001, 190, -44],
  ['corvale', 'Corvale document archive', '12750', lost, 1005, 144, -60],
  ['pinecrest', 'Pinecrest district licence', '31900', contract, 1005, 75, 5],
  ['pinecrest', 'Pinecrest summer training', '4800', qualified, 1005, 12, 60],
  ['tallis', 'Tallis line scheduling', '43750', decision, 1006, 49, 17],
  ['tallis', 'Tallis maintenance add-on', '7300.50', won, 1006, 120, -30, { type: 'existingbusiness' }],
  ['tallis', 'Tallis supplier portal', null, appointment, 1006, 4, 95],
  ['oakmoor', 'Oakmoor patient intake', '72600', presentation, 1001, 82, 26],
  ['oakmoor', 'Oakmoor clinic roll-in', '19900', won, 1001, 230, -118, { type: 'existingbusiness' }],
  ['oakmoor', 'Oakmoor records migration', '45000', lost, 1005, 175, -88],
  ['ferrywell', 'Ferrywell grid reporting', '96400', contract, 1005, 93, 21],
  ['ferrywell', 'Ferrywell field crews', '28800', qualified, 1005, 31, 47],
  ['ferrywell', 'Ferrywell meter data', '51500', won, 1006, 265, -132],
  ['lumen', 'Lumen & Rye table ordering', '6400', decision, 1006, 20, 14],
  ['lumen', 'Lumen & Rye loyalty', '8900', won, 1006, 98, -22],
  ['lumen', 'Lumen & Rye second city', '15750', appointment, 1006, 9, 77],
  ['brook', 'Brookhaven route planning', '33300', presentation, 1001, 37, 33, { currency: 'EUR' }],
  ['brook', 'Brookhaven yard gates', '17800', won, 1001, 152, -51],
  ['brook', 'Brookhaven customs desk', '24600', lost, 1001, 133, -47],
  ['stellan', 'Stellan cell controllers', '58900', decision, 1005, 61, 19],
  ['stellan', 'Stellan service contract', '13200', won, 1005, 88, -15, { type: 'existingbusiness' }],
  ['stellan', 'Stellan demo lab', '5100', qualified, 1005, 14, 41],
  ['marlow', 'Marlow branch kiosks', '39750', contract, 1006, 70, 8],
  ['marlow', 'Marlow member app', '82500', presentation, 1006, 45, 55],
  ['marlow', 'Marlow fraud review', '21000', won, 1001, 204, -109],
  ['verity', 'Verity sample tracking', '16400', qualified, 1001, 26, 44],
  ['verity', 'Verity instrument link', '11250', won, 1005, 117, -38],
  ['verity', 'Verity audit readiness', '29500', appointment, 1005, 3, 101],
  ['dunmore', 'Dunmore oven telemetry', '3650', decision, 1006, 28, 11],
  ['dunmore', 'Dunmore wholesale orders', '7850', won, 1006, 84, -9],
  ['dunmore', 'Dunmore shop tills', '2200', lost, 1006, 61, -20],
]

const dayMs = 86_400_000

/** Fills an empty portal with "Meridian Software (demo)": people, accounts and a year of deals around today. */
export function seedMeridian(portal: Portal): void {
  Object.assign(portal.settings, { name: 'Meridian Software (demo)', domain: 'meridian.example' })
  const today = Math.floor(portal.now().getTime() / dayMs) * dayMs
  const ownerIds = new Map<number, string>(
    people.map((person) => [person.userId, portal.owners.add(person).id]),
  )
  const companyIds = new Map<string, string>()
  accounts.forEach(({ key, ...properties }, index) => {
    const createdate = new Date(today - (400 - index * 3) * dayMs).toISOString()
    const modifiedAt = new Date(today - (300 - index * 3) * dayMs)
    companyIds.set(key, portal.createCompany({ properties: { ...properties, createdate }, modifiedAt }).id)
  })
  portal.setParent(idOf(companyIds, 'cancity-freight'), idOf(companyIds, 'cancity'))
  deals.forEach((row, index) => addDeal(portal, row, index, today, ownerIds, companyIds))
}

function addDeal(
  portal: Portal,
  [account, dealname, amount, dealstage, owner, created, closes, more = {}]: DealRow,
  index: number,
  today: number,
  ownerIds: ReadonlyMap<number, string>,
  companyIds: ReadonlyMap<string, string>,
): void {
  const companies = [account, ...(more.alsoFor === undefined ? [] : [more.alsoFor])]
  const lastTouched = dealstage.startsWith('closed')
    ? today + closes * dayMs
    : today - Math.ceil(created / 3) * dayMs
  portal.createDeal({
    properties: {
      dealname,
      amount,
      dealstage,
      dealtype: more.type ?? 'newbusiness',
      closedate: new Date(today + closes * dayMs + 16 * 3_600_000).toISOString(),
      createdate: new Date(today - created * dayMs + 9 * 3_600_000).toISOString(),
      hubspot_owner_id: ownerIds.get(owner) ?? null,
      deal_currency_code: more.currency ?? portal.settings.companyCurrency,
    },
    companyIds: companies.map((key) => idOf(companyIds, key)),
    // A few seconds apart, so that no two deals of a day share an instant.
    modifiedAt: new Date(lastTouched + 11 * 3_600_000 + index * 7_000),
  })
}

function idOf(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key)
  if (id === undefined) throw new Error(`the demo has no account ${key}`)
  return id
}
