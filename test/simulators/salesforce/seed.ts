import { demoPeople } from './demo-people.ts'
import type { Org } from './org.ts'

const [riley] = demoPeople
const jordan = { firstName: 'Jordan', lastName: 'Whitfield', email: 'jordan.whitfield@meridian.example' }
const sam = { firstName: 'Sam', lastName: 'Achterberg', email: 'sam.achterberg@meridian.example' }

/** Some of them are customers in the other CRM's demo too, under the same domain. */
const accounts = [
  { key: 'cancity', name: 'Cancity', domain: 'cancity.example', industry: 'Retail' },
  {
    key: 'cancity-freight',
    name: 'Cancity Freight',
    domain: 'freight.cancity.example',
    industry: 'Logistics',
  },
  { key: 'corvale', name: 'Corvale Mutual', domain: 'corvale.example', industry: 'Insurance' },
  { key: 'oakmoor', name: 'Oakmoor Health', domain: 'oakmoor.example', industry: 'Health care' },
  { key: 'stellan', name: 'Stellan Robotics', domain: 'stellan-robotics.example', industry: 'Manufacturing' },
  { key: 'ardley', name: 'Ardley Water', domain: 'ardley-water.example', industry: 'Utilities' },
  { key: 'bexhill', name: 'Bexhill & Moor', domain: 'bexhill-moor.example', industry: 'Consulting' },
  {
    key: 'coldharbour',
    name: 'Coldharbour Ports',
    domain: 'coldharbour-ports.example',
    industry: 'Shipping',
  },
  { key: 'delamere', name: 'Delamere Hotels', domain: 'delamere-hotels.example', industry: 'Hospitality' },
  { key: 'eastgate', name: 'Eastgate Colleges', domain: 'eastgate-colleges.example', industry: 'Education' },
  { key: 'fenwick', name: 'Fenwick\'s "Own" Dairy', domain: 'fenwick-dairy.example', industry: 'Food' },
  { key: 'gresham', name: 'Gresham Leasing', domain: 'gresham-leasing.example', industry: 'Finance' },
] as const

type AccountKey = (typeof accounts)[number]['key']
type Owner = 'riley' | 'jordan' | 'sam'
type Row = [
  account: AccountKey,
  name: string,
  amount: string | null,
  stage: string,
  owner: Owner,
  /** Days before today. */
  created: number,
  /** Days from today; negative when it lies behind. */
  closes: number,
  existing?: true,
]

const prospecting = 'Prospecting'
const qualification = 'Qualification'
const analysis = 'Needs Analysis'
const value = 'Value Proposition'
const proposal = 'Proposal/Price Quote'
const negotiation = 'Negotiation/Review'
const won = 'Closed Won'
const lost = 'Closed Lost'

const opportunities: readonly Row[] = [
  ['cancity', 'Cancity warehouse rollout', '48000', negotiation, 'riley', 44, 13],
  ['cancity', 'Cancity returns desk', '21750', value, 'riley', 26, 40],
  ['cancity', 'Cancity support renewal', '30500', won, 'riley', 200, -91, true],
  ['cancity-freight', 'Cancity Freight yard planning', '11800', qualification, 'jordan', 15, 55],
  ['cancity-freight', 'Cancity Freight trackers', '9450', lost, 'jordan', 150, -66],
  ['corvale', 'Corvale fraud scoring', '91200', value, 'riley', 63, 30],
  ['corvale', 'Corvale agent desktop', '25300', won, 'riley', 180, -40],
  ['oakmoor', 'Oakmoor theatre scheduling', '68900', proposal, 'riley', 79, 24],
  ['oakmoor', 'Oakmoor nurse rota', '17600', won, 'riley', 220, -112, true],
  ['oakmoor', 'Oakmoor imaging archive', '48250', lost, 'jordan', 170, -84],
  ['stellan', 'Stellan vision cells', '56700', negotiation, 'jordan', 58, 18],
  ['stellan', 'Stellan spare parts portal', '12900', won, 'jordan', 90, -16, true],
  ['ardley', 'Ardley leak reporting', '44600', proposal, 'sam', 52, 10],
  ['ardley', 'Ardley reservoir sensors', '73100', prospecting, 'sam', 7, 86],
  ['ardley', 'Ardley billing switch', '38400', won, 'sam', 290, -140],
  ['bexhill', 'Bexhill knowledge base', '16250', analysis, 'sam', 21, 45],
  ['bexhill', 'Bexhill time recording', '8900.50', won, 'sam', 110, -28],
  ['coldharbour', 'Coldharbour berth planning', '99800', negotiation, 'jordan', 95, 20],
  ['coldharbour', 'Coldharbour gate passes', '27300', qualification, 'jordan', 30, 48],
  ['coldharbour', 'Coldharbour customs desk', '31400', lost, 'jordan', 140, -52],
  ['delamere', 'Delamere booking engine', '62500', value, 'riley', 47, 35],
  ['delamere', 'Delamere loyalty', '14800', won, 'riley', 101, -23],
  ['delamere', 'Delamere second brand', null, prospecting, 'riley', 5, 92],
  ['eastgate', 'Eastgate campus licence', '35200', proposal, 'sam', 70, 6],
  ['eastgate', 'Eastgate exam hall', '6100', qualification, 'sam', 11, 62],
  ['eastgate', 'Eastgate timetable', '19750', won, 'sam', 160, -55],
  ['fenwick', 'Fenwick cold chain', '23900', analysis, 'sam', 33, 38],
  ['fenwick', 'Fenwick farm collections', '7200', won, 'sam', 82, -11],
  ['gresham', 'Gresham contract desk', '84300', analysis, 'jordan', 40, 57],
  ['gresham', 'Gresham asset register', '41900', won, 'jordan', 205, -105],
  ['gresham', 'Gresham dealer portal', '29600', lost, 'jordan', 120, -44],
]

const dayMs = 86_400_000

/** Fills an org with people, accounts and a year of opportunities around today. */
export function seedMeridian(org: Org): void {
  const today = Math.floor(org.now().getTime() / dayMs) * dayMs
  const day = (days: number): Date => new Date(today + days * dayMs)
  const ownerIds: Record<Owner, string> = {
    riley: riley.id,
    jordan: org.addUser(jordan).id,
    sam: org.addUser(sam).id,
  }
  const accountIds = new Map<AccountKey, string>()
  accounts.forEach(({ key, name, domain, industry }, index) => {
    const values = {
      Name: name,
      Website: `https://www.${domain}`,
      Industry: industry,
      OwnerId: riley.id,
      ...(key === 'cancity-freight' && { ParentId: accountIds.get('cancity') ?? null }),
    }
    const stamps = { createdAt: day(-400 + index * 3), at: day(-300 + index * 3), userId: riley.id }
    accountIds.set(key, org.createAccount(values, stamps).id)
  })
  opportunities.forEach(([account, name, amount, stage, owner, created, closes, existing], index) => {
    const isClosed = stage === won || stage === lost
    const touched = day(isClosed ? closes : -Math.ceil(created / 3)).getTime()
    org.createOpportunity(
      {
        Name: name,
        Amount: amount,
        StageName: stage,
        Type: existing ? 'Existing Business' : 'New Business',
        CloseDate: day(closes).toISOString().slice(0, 10),
        AccountId: accountIds.get(account) ?? null,
        OwnerId: ownerIds[owner],
      },
      {
        createdAt: new Date(day(-created).getTime() + 9 * 3_600_000),
        // A few seconds apart, so that not all of a day share an instant.
        at: new Date(touched + 11 * 3_600_000 + index * 7_000),
        userId: ownerIds[owner],
      },
    )
  })
}
