import type { UserRole } from '../../shared/partner/roles.ts'
import type { Actor } from '../../server/auth/actor.ts'
import type { WorkspaceTx } from '../../server/db/database.ts'
import { setRoles } from '../../server/db/user-store.ts'
import { newId } from '../../server/ids.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import type { Moment } from '../../server/workflows/lock-deal.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'

/** 2026-03-02T09:00:00Z: the instant at which the stories of these tests begin. */
export const START = new Date('2026-03-02T09:00:00.000Z')
const HOUR_MS = 3_600_000

/** A workspace with the demo programme, four people and a portal to put deals into; its clock is moved by hand. */
export interface CardWorld {
  /** Open another world on it to have a second workspace beside this one. */
  database: TestDatabase
  workspaceId: string
  connectionId: string
  /** Two reps, so that one can see what the other did. */
  riley: Actor
  robin: Actor
  casey: Actor
  /** A second channel manager. */
  drew: Actor
  finley: Actor
  moment: Moment
  pass(hours: number): void
  do<T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T>
  partner(name: string): Promise<string>
  addAccount(account: NewAccount): Promise<string>
  addDeal(deal?: NewDeal): Promise<string>
  changeDeal(externalId: string, change: Partial<NewDeal>): Promise<void>
  dealId(externalId: string): Promise<string>
  close(): Promise<void>
}

export interface NewAccount {
  externalId: string
  name: string
  domain?: string | null
  parentExternalId?: string | null
}

export interface NewDeal {
  externalId?: string
  name?: string
  /** Minor units; null is a deal without an amount. */
  amountMinor?: bigint | null
  currency?: string | null
  amountProblem?: string | null
  outcome?: 'open' | 'won' | 'lost'
  stageLabel?: string | null
  closedAt?: Date | null
  createdAt?: Date | null
  accountExternalId?: string | null
  state?: 'active' | 'archived' | 'merged' | 'missing'
  mergedInto?: string | null
}

export async function openCardWorld(opened?: TestDatabase): Promise<CardWorld> {
  const test = opened ?? (await openTestDatabase())
  const workspaceId = newId()
  const connectionId = newId()
  await test.database.inSystem((tx) =>
    tx.db
      .insertInto('workspace')
      .values({ workspace_id: workspaceId, name: 'Vendor', created_at: START })
      .execute(),
  )
  const run = <T>(work: (tx: WorkspaceTx) => Promise<T>) => test.database.inWorkspace(workspaceId, work)
  const moment: Moment = { now: START, newId }
  await run(async (tx) => {
    await tx.db
      .insertInto('connection')
      .values({
        workspace_id: workspaceId,
        id: connectionId,
        crm: 'hubspot',
        external_account_id: String(Math.floor(Math.random() * 1e9)),
        name: 'Portal',
        auth_kind: 'token',
        status: 'connected',
        status_reason: null,
        api_base_url: 'https://api.hubapi.com',
        app_base_url: 'https://app.hubspot.com',
        home_currency: 'USD',
        time_zone: 'UTC',
        created_at: START,
        updated_at: START,
      })
      .execute()
    await seedProgramme(tx, moment)
  })
  const person = async (name: string, roles: UserRole[]): Promise<Actor> => {
    const userId = newId()
    await run(async (tx) => {
      await tx.db
        .insertInto('app_user')
        .values({ workspace_id: workspaceId, id: userId, name, email: null, created_at: START })
        .execute()
      await setRoles(tx, userId, roles)
    })
    return { userId, name, roles, connectionId }
  }
  let dealNumber = 100
  return {
    database: test,
    workspaceId,
    connectionId,
    riley: await person('Riley Reyes', ['rep']),
    robin: await person('Robin Vale', ['rep']),
    casey: await person('Casey Moreau', ['channel_manager']),
    drew: await person('Drew Sato', ['channel_manager']),
    finley: await person('Finley Okafor', ['finance']),
    moment,
    pass(hours) {
      moment.now = new Date(moment.now.getTime() + hours * HOUR_MS)
    },
    do: run,
    partner: (name) =>
      run(async (tx) => {
        const row = await tx.db
          .selectFrom('partner')
          .select('id')
          .where('name', '=', name)
          .executeTakeFirstOrThrow()
        return row.id
      }),
    async addAccount(account) {
      await run((tx) =>
        tx.db
          .insertInto('account')
          .values({
            workspace_id: workspaceId,
            connection_id: connectionId,
            external_id: account.externalId,
            name: account.name,
            domain: account.domain ?? null,
            parent_external_id: account.parentExternalId ?? null,
            state: 'active',
            content_hash: '',
            synced_at: START,
          })
          .execute(),
      )
      return account.externalId
    },
    async addDeal(deal = {}) {
      const externalId = deal.externalId ?? String(dealNumber++)
      await run((tx) =>
        tx.db
          .insertInto('deal')
          .values({
            workspace_id: workspaceId,
            connection_id: connectionId,
            external_id: externalId,
            name: `Deal ${externalId}`,
            amount_minor: 4_800_000n,
            currency: 'USD',
            outcome: 'open',
            stage_label: 'Proposal',
            state: 'active',
            crm_created_at: START,
            content_hash: '',
            synced_at: START,
            ...columns(deal),
          })
          .execute(),
      )
      return externalId
    },
    async changeDeal(externalId, change) {
      await run((tx) =>
        tx.db.updateTable('deal').set(columns(change)).where('external_id', '=', externalId).execute(),
      )
    },
    dealId: (externalId) =>
      run(async (tx) => {
        const row = await tx.db
          .selectFrom('deal')
          .select('id')
          .where('external_id', '=', externalId)
          .executeTakeFirstOrThrow()
        return row.id
      }),
    close: () => test.close(),
  }
}

function columns(deal: NewDeal) {
  return {
    ...(deal.name !== undefined && { name: deal.name }),
    ...(deal.amountMinor !== undefined && { amount_minor: deal.amountMinor }),
    ...(deal.currency !== undefined && { currency: deal.currency }),
    ...(deal.amountProblem !== undefined && { amount_problem: deal.amountProblem }),
    ...(deal.outcome !== undefined && { outcome: deal.outcome }),
    ...(deal.stageLabel !== undefined && { stage_label: deal.stageLabel }),
    ...(deal.closedAt !== undefined && { closed_at: deal.closedAt }),
    ...(deal.createdAt !== undefined && { crm_created_at: deal.createdAt }),
    ...(deal.accountExternalId !== undefined && { account_external_id: deal.accountExternalId }),
    ...(deal.state !== undefined && { state: deal.state }),
    ...(deal.mergedInto !== undefined && { merged_into: deal.mergedInto }),
  }
}
