import type { PartnerType } from '../shared/partner/partner.ts'
import type { WorkspaceTx } from './db/database.ts'
import { insertPartner, type PartnerRecord } from './db/partner-store.ts'
import { findProgramme, insertPlanVersion, insertProgramme } from './db/programme-store.ts'
import type { Moment } from './workflows/lock-deal.ts'

/**
 * A believable programme for the demo and for tests: one programme per partner type, each with a published plan, and
 * partners. Running it again changes nothing. Plans are in force from 2016 on, so that old exports can be previewed too.
 */
export async function seedProgramme(tx: WorkspaceTx, moment: Moment): Promise<void> {
  for (const programme of PROGRAMMES) await seedOne(tx, moment, programme)
  for (const partner of PARTNERS) await seedPartner(tx, moment, partner)
}

interface SeedProgramme {
  type: PartnerType
  name: string
  tiers: string[]
  protectionDays: number
  slaHours: number
  sourcedPercent: string
  influenced: { kind: 'flat'; amount: string } | { kind: 'percent'; percent: string }
  /** The top tier's own rate for sourced deals. */
  topTierPercent?: string
}

const flat = (amount: string) => ({ kind: 'flat', amount }) as const
const percent = (text: string) => ({ kind: 'percent', percent: text }) as const
const THREE = ['bronze', 'silver', 'gold']

const PROGRAMMES: readonly SeedProgramme[] = [
  {
    type: 'referral',
    name: 'Referral programme',
    tiers: THREE,
    protectionDays: 90,
    slaHours: 48,
    sourcedPercent: '15',
    influenced: flat('1500.00'),
  },
  {
    type: 'reseller',
    name: 'Reseller programme',
    tiers: THREE,
    protectionDays: 90,
    slaHours: 24,
    sourcedPercent: '20',
    influenced: percent('4'),
    topTierPercent: '25',
  },
  {
    type: 'system_integrator',
    name: 'System integrator programme',
    tiers: THREE,
    protectionDays: 120,
    slaHours: 48,
    sourcedPercent: '10',
    influenced: percent('3'),
    topTierPercent: '12',
  },
  {
    type: 'agency',
    name: 'Agency programme',
    tiers: THREE,
    protectionDays: 90,
    slaHours: 48,
    sourcedPercent: '12.5',
    influenced: flat('750.00'),
  },
  {
    type: 'technology',
    name: 'Technology programme',
    tiers: THREE,
    protectionDays: 90,
    slaHours: 48,
    sourcedPercent: '10',
    influenced: flat('1500.00'),
  },
  {
    type: 'distributor',
    name: 'Distributor programme',
    tiers: ['authorised', 'premier'],
    protectionDays: 60,
    slaHours: 24,
    sourcedPercent: '8',
    influenced: percent('2'),
  },
  {
    type: 'strategic_alliance',
    name: 'Strategic alliance programme',
    tiers: ['member', 'strategic'],
    protectionDays: 180,
    slaHours: 48,
    sourcedPercent: '10',
    influenced: percent('5'),
  },
  {
    type: 'oem',
    name: 'OEM programme',
    tiers: ['member', 'embedded'],
    protectionDays: 180,
    slaHours: 48,
    sourcedPercent: '18',
    influenced: percent('4'),
  },
]

type SeedPartner = Pick<PartnerRecord, 'name' | 'type' | 'tier' | 'status' | 'domains' | 'contactName'>

const partner = (
  name: string,
  type: PartnerType,
  tier: string,
  domain: string,
  contactName: string,
  status: PartnerRecord['status'] = 'active',
): SeedPartner => ({ name, type, tier, status, domains: [domain], contactName })

const PARTNERS: readonly SeedPartner[] = [
  partner('Northwind Consulting', 'referral', 'gold', 'northwind-consulting.example', 'Noa Lindgren'),
  partner('Brightpath Systems', 'technology', 'silver', 'brightpath-systems.example', 'Bela Strand'),
  partner('Harbor Integrators', 'system_integrator', 'gold', 'harbor-integrators.example', 'Harper Quill'),
  partner('Juniper Field Agency', 'agency', 'silver', 'juniper-field.example', 'Juno Ferris'),
  partner('Keystone Resale', 'reseller', 'gold', 'keystone-resale.example', 'Kit Osei'),
  partner('Larkspur Referrals', 'referral', 'bronze', 'larkspur-referrals.example', 'Lark Devine'),
  partner('Meridian Distribution', 'distributor', 'premier', 'meridian-distribution.example', 'Mika Aalto'),
  partner('Summit Ridge Alliance', 'strategic_alliance', 'strategic', 'summit-ridge.example', 'Sasha Moor'),
  partner('Tidewater Embedded', 'oem', 'embedded', 'tidewater-embedded.example', 'Toni Varga'),
  partner(
    'Copperleaf Advisory',
    'referral',
    'silver',
    'copperleaf-advisory.example',
    'Cory Blanc',
    'onboarding',
  ),
  partner('Oakline Partners', 'referral', 'bronze', 'oakline-partners.example', 'Ola Brandt', 'suspended'),
]

async function seedOne(tx: WorkspaceTx, moment: Moment, seed: SeedProgramme): Promise<void> {
  const { type, name, tiers, protectionDays, slaHours } = seed
  const id = moment.newId()
  await insertProgramme(tx, { id, partnerType: type, name, tiers, protectionDays, slaHours }, moment.now)
  const programme = await findProgramme(tx, type)
  if (!programme) throw new Error(`the programme of type ${type} was not kept`)
  await insertPlanVersion(tx, {
    id: moment.newId(),
    programmeId: programme.id,
    terms: terms(seed),
    publishedBy: 'Partner Desk demo',
    publishedAt: moment.now,
  })
}

function terms(seed: SeedProgramme): Record<string, unknown> {
  const top = seed.tiers.at(-1) ?? ''
  const sourced = (id: string, rate: string, when?: Record<string, unknown>) => ({
    id,
    role: 'sourced',
    ...(when ? { when } : {}),
    basis: 'dealAmount',
    rate: percent(rate),
  })
  return {
    id: `${seed.type.replaceAll('_', '-')}-standard`,
    version: 1,
    currency: 'USD',
    timeZone: 'UTC',
    effectiveFrom: '2016-01-01',
    effectiveTo: null,
    splitSourcing: false,
    decidingDate: 'closeDate',
    openDeals: 'newTerms',
    earning: { kind: 'onCollection' },
    rules: [
      ...(seed.topTierPercent ? [sourced(`${top}-sourced`, seed.topTierPercent, { tiers: [top] })] : []),
      sourced('sourced', seed.sourcedPercent),
      { id: 'influenced', role: 'influenced', basis: 'dealAmount', rate: seed.influenced },
    ],
  }
}

async function seedPartner(tx: WorkspaceTx, moment: Moment, seed: SeedPartner): Promise<void> {
  const known = await tx.db
    .selectFrom('partner')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('name', '=', seed.name)
    .executeTakeFirst()
  if (known) return
  const first = (seed.contactName ?? 'partners').split(' ')[0]?.toLowerCase()
  await insertPartner(tx, {
    ...seed,
    id: moment.newId(),
    payoutCurrency: 'USD',
    contactEmail: `${first}@${seed.domains[0]}`,
    createdAt: moment.now,
  })
}
