import { randomUUID } from 'node:crypto'
import { batchDetail, peopleList } from '../../shared/contract/console-api.ts'
import { dealCard, partnerChoices } from '../../shared/contract/card-api.ts'
import { installApp } from '../../extension-ui/workbench/server/install-app.ts'
import type { UserRole } from '../../shared/partner/roles.ts'
import type { Database, WorkspaceTx } from '../../server/db/database.ts'
import { newId } from '../../server/ids.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import { portalUser } from '../simulators/hubspot/portal-event.ts'
import type { RunningSimulator } from '../simulators/hubspot/serve.ts'
import { partnerFieldsInCrm } from './partner-fields-in-crm.ts'
import { settled } from './settled.ts'
import { type Place, Visitor } from './visitor.ts'

export const DEAL_NAME = 'Cancity platform rollout'

const REP = 1001
const CHANNEL_MANAGER = 1002
const FINANCE = 1003
const ADMIN = 1004

export interface Stage {
  place: Place
  hubspot: RunningSimulator
  /** The product's database, opened beside it: to prepare the programme, and to see whether work waits. */
  database: Database
}

export interface Told {
  workspaceId: string
  /** What the CRM said of the partner side of its deals after each part of the story. */
  inCrm: object[][]
}

/** From the installation to a confirmed payout, through the product's own doors. Resolves when all work is done. */
export async function playStory(stage: Stage): Promise<Told> {
  const { workspaceId, people } = await openWorkspace(stage)
  const at = `/v1/card/deals/${dealId(stage.hubspot)}`
  const partnerId = await findPartner(people.rep, at)
  const parts = [
    () => tagSourced(people.rep, at, partnerId),
    () => register(people, at, partnerId),
    () => winInCrm(stage),
    () => correctAmountInCrm(stage),
    () => payPartner(people, at),
  ]
  const inCrm: object[][] = []
  for (const part of parts) {
    await part()
    await settled(stage, workspaceId)
    inCrm.push(partnerFieldsInCrm(stage.hubspot))
  }
  return { workspaceId, inCrm }
}

/** Installs the app, waits for the first sync, and says who may do what, in a programme with partners. */
export async function openWorkspace(stage: Stage): Promise<{ workspaceId: string; people: People }> {
  const workspaceId = await install(stage)
  const people = await giveRoles(stage, workspaceId)
  await stage.database.inWorkspace(workspaceId, (tx) => seedProgramme(tx, { now: new Date(), newId }))
  return { workspaceId, people }
}

async function install(stage: Stage): Promise<string> {
  const { place, hubspot, database } = stage
  hubspot.webhooks.configure({ targetUrl: `${place.url}/v1/webhooks/hubspot` })
  await installApp({ publicUrl: place.url, serverOrigin: place.url, userId: ADMIN })
  const workspaceId = await database.inSystem(async (tx) => {
    const row = await tx.db
      .selectFrom('connection')
      .select('workspace_id')
      .where('external_account_id', '=', String(hubspot.portal.portalId))
      .executeTakeFirstOrThrow()
    return row.workspace_id
  })
  await settled(stage, workspaceId)
  return workspaceId
}

export interface People {
  rep: Visitor
  manager: Visitor
  finance: Visitor
  admin: Visitor
}

/** Each opens the card once, so that the product knows them; the admin, who installed, then says who may do what. */
async function giveRoles({ place, hubspot, database }: Stage, workspaceId: string): Promise<People> {
  const path = `/v1/card/deals/${dealId(hubspot)}`
  const visitor = async (userId: number): Promise<Visitor> => {
    const person = new Visitor(place, userId)
    await person.card('GET', path)
    return person
  }
  const people = {
    rep: await visitor(REP),
    manager: await visitor(CHANNEL_MANAGER),
    finance: await visitor(FINANCE),
    admin: await visitor(ADMIN),
  }
  const users = await database.inWorkspace(workspaceId, usersByCrmId)
  const give = async (crmUserId: number, role: UserRole): Promise<void> => {
    const path = `/v1/console/people/${users.get(String(crmUserId)) ?? ''}/roles`
    const body = { idempotencyKey: randomUUID(), roles: [role] }
    peopleList.parse(await people.admin.console('PUT', path, body))
  }
  await give(REP, 'rep')
  await give(CHANNEL_MANAGER, 'channel_manager')
  await give(FINANCE, 'finance')
  return people
}

async function usersByCrmId(tx: WorkspaceTx): Promise<Map<string, string>> {
  const rows = await tx.db.selectFrom('user_identity').select(['crm_user_id', 'user_id']).execute()
  return new Map(rows.map((row) => [row.crm_user_id, row.user_id]))
}

async function register({ rep, manager }: People, at: string, partnerId: string): Promise<void> {
  const filed = await rep.card('POST', `${at}/registrations`, {
    idempotencyKey: randomUUID(),
    partnerId,
    contactName: 'Head of operations',
    useCase: 'Store rollout',
    evidence: 'Introduction on the first call',
  })
  const registrationId = dealCard.parse(filed).registrations[0]?.id ?? ''
  await manager.card('POST', `${at}/registrations/${registrationId}/decision`, {
    idempotencyKey: randomUUID(),
    decision: 'approve',
  })
}

/** Northwind Consulting. `at` is the card's address of a deal. */
export async function findPartner(rep: Visitor, at: string): Promise<string> {
  const { partners } = partnerChoices.parse(await rep.card('GET', `${at}/partners?search=Northwind`))
  const [partner] = partners
  if (!partner) throw new Error('there is no partner to tag')
  return partner.partnerId
}

export async function tagSourced(rep: Visitor, at: string, partnerId: string): Promise<void> {
  await rep.card('POST', `${at}/credits`, {
    idempotencyKey: randomUUID(),
    partnerId,
    role: 'sourced',
    reason: 'Introduced us to the buyer',
    touchpoints: [],
  })
}

/** On the CRM's own record. The access token has run out meanwhile. */
async function winInCrm({ hubspot }: Stage): Promise<void> {
  hubspot.installations.expireAccessTokens()
  const won = { dealstage: 'closedwon', closedate: '2026-11-20T16:00:00.000Z' }
  hubspot.portal.update('0-3', dealId(hubspot), won, portalUser(REP))
}

async function correctAmountInCrm({ hubspot }: Stage): Promise<void> {
  hubspot.portal.update('0-3', dealId(hubspot), { amount: '50000' }, portalUser(REP))
}

async function payPartner({ finance, admin }: People, at: string): Promise<void> {
  const paid = await finance.card('POST', `${at}/payments`, {
    idempotencyKey: randomUUID(),
    amount: { amount: '50000.00', currency: 'USD' },
    paidOn: '2026-11-20',
    evidence: 'INV-2001',
  })
  const partnerId = dealCard.parse(paid).partners[0]?.partnerId
  const created = await finance.console('POST', '/v1/console/payouts/batches', {
    idempotencyKey: randomUUID(),
    currency: 'USD',
    partnerIds: [partnerId],
  })
  const { id, contentHash, items } = batchDetail.parse(created)
  const batch = `/v1/console/payouts/batches/${id}`
  await admin.console('POST', `${batch}/approve`, { idempotencyKey: randomUUID(), contentHash })
  const outcomes = items.map((item) => ({ itemId: item.id, outcome: 'confirmed', reference: 'BANK-1' }))
  await finance.console('POST', `${batch}/outcomes`, { idempotencyKey: randomUUID(), outcomes })
}

export function dealId({ portal }: Pick<RunningSimulator, 'portal'>): string {
  const deal = [...portal.stores['0-3'].active()].find(({ properties }) => properties.dealname === DEAL_NAME)
  if (!deal) throw new Error(`the portal has no deal ${DEAL_NAME}`)
  return deal.id
}
