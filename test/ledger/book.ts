import { sql } from 'kysely'
import type { UserRole } from '../../shared/partner/roles.ts'
import { accrue, earn, type LineRef, type Posting } from '../../shared/ledger/posting.ts'
import type { Actor } from '../../server/auth/actor.ts'
import type { WorkspaceTx } from '../../server/db/database.ts'
import {
  type LedgerEntry,
  type LedgerKind,
  type PostedTransaction,
  postTransaction,
} from '../../server/db/ledger-store.ts'
import { newId } from '../../server/ids.ts'
import type { Moment } from '../../server/workflows/lock-deal.ts'
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts'

/**
 * A workspace with partners, won deals and commission lines that were put there by hand, to post to its ledger directly:
 * no plan and no engine is between a test and its entries.
 */
export interface Book {
  database: TestDatabase
  workspaceId: string
  moment: Moment
  finley: Actor
  /** A second person with finance's rights. */
  noor: Actor
  casey: Actor
  riley: Actor
  do<T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T>
  person(name: string, roles: UserRole[], email?: string): Promise<Actor>
  partner(name?: string): Promise<string>
  /** A line of a won deal of its own, with one calculation of `amountMinor`. */
  line(options?: NewLine): Promise<LineRef>
  post(kind: LedgerKind, postings: Posting[], over?: Partial<LedgerEntry>): Promise<PostedTransaction>
  /** A new line whose amount is accrued and earned, in this month or at this instant. */
  payable(amountMinor: bigint, options?: NewLine & { at?: Date }): Promise<LineRef>
  /** As the owner of the tables, who alone could do such a thing. */
  asOwner(work: (tx: WorkspaceTx) => Promise<unknown>): Promise<void>
}

export interface NewLine {
  partnerId?: string
  dealId?: string
  amountMinor?: bigint
  currency?: string
  dealName?: string
}

export const BOOK_START = new Date('2026-03-10T12:00:00.000Z')

export async function openBook(opened?: TestDatabase, timeZone = 'UTC'): Promise<Book> {
  const database = opened ?? (await openTestDatabase())
  const workspaceId = newId()
  const connectionId = newId()
  const scope = { workspace_id: workspaceId }
  await database.database.inSystem((tx) =>
    tx.db
      .insertInto('workspace')
      .values({ ...scope, name: 'Vendor', time_zone: timeZone, created_at: BOOK_START })
      .execute(),
  )
  const run = <T>(work: (tx: WorkspaceTx) => Promise<T>) => database.database.inWorkspace(workspaceId, work)
  const moment: Moment = { now: BOOK_START, newId }
  const person = async (name: string, roles: UserRole[], email?: string): Promise<Actor> => {
    const userId = newId()
    const user = { ...scope, id: userId, name, email: email ?? null, created_at: BOOK_START }
    await run((tx) => tx.db.insertInto('app_user').values(user).execute())
    return { userId, name, roles, connectionId }
  }
  const finley = await person('Finley Okafor', ['finance'])
  const programmeId = newId()
  const versionId = newId()
  await run(async ({ db }) => {
    const account = { id: connectionId, crm: 'hubspot', external_account_id: String(Math.random()) } as const
    const urls = { api_base_url: 'https://api.hubapi.com', app_base_url: 'https://app.hubspot.com' }
    const state = { auth_kind: 'token', status: 'connected', status_reason: null } as const
    const made = { created_at: BOOK_START, updated_at: BOOK_START }
    const place = { name: 'Portal', home_currency: 'USD', time_zone: 'UTC' }
    await db
      .insertInto('connection')
      .values({ ...scope, ...account, ...urls, ...state, ...made, ...place })
      .execute()
    await db
      .insertInto('programme')
      .values({
        ...scope,
        id: programmeId,
        partner_type: 'referral',
        name: 'Referral',
        tiers: ['gold'],
        created_at: BOOK_START,
      })
      .execute()
    await db
      .insertInto('plan_version')
      .values({
        ...scope,
        id: versionId,
        programme_id: programmeId,
        plan_key: 'referral',
        version: 1,
        effective_from: '2026-01-01',
        effective_to: null,
        terms: '{}',
        terms_hash: '',
        published_by: finley.userId,
        published_at: BOOK_START,
      })
      .execute()
  })
  const book: Book = {
    database,
    workspaceId,
    moment,
    finley,
    noor: await person('Noor Haddad', ['finance']),
    casey: await person('Casey Moreau', ['channel_manager']),
    riley: await person('Riley Reyes', ['rep']),
    do: run,
    person,
    async partner(name = `Partner ${newId().slice(-6)}`) {
      const id = newId()
      await run((tx) =>
        tx.db
          .insertInto('partner')
          .values({
            ...scope,
            id,
            name,
            partner_type: 'referral',
            tier: 'gold',
            status: 'active',
            payout_currency: 'USD',
            contact_name: null,
            contact_email: null,
            created_at: BOOK_START,
          })
          .execute(),
      )
      return id
    },
    async line({ amountMinor = 100_000n, currency = 'USD', ...given } = {}) {
      const partnerId = given.partnerId ?? (await book.partner())
      const dealId = given.dealId ?? newId()
      const [creditId, lineId] = [newId(), newId()]
      await run(async ({ db }) => {
        const deal = {
          id: dealId,
          connection_id: connectionId,
          external_id: dealId,
          state: 'active',
        } as const
        const won = {
          outcome: 'won',
          closed_at: BOOK_START,
          content_hash: '',
          synced_at: BOOK_START,
        } as const
        const name = given.dealName ?? `Deal ${dealId.slice(-6)}`
        if (!given.dealId) {
          await db
            .insertInto('deal')
            .values({ ...scope, ...deal, ...won, name, amount_minor: 1_000_000n, currency })
            .execute()
        }
        const link = { ...scope, deal_id: dealId, partner_id: partnerId }
        const credit = { id: creditId, role: 'sourced', evidence: 'manual', share_bps: 5000 } as const
        await db
          .insertInto('credit')
          .values({ ...link, ...credit, created_by: finley.userId, created_at: BOOK_START })
          .execute()
        const line = { id: lineId, credit_id: creditId, rule_id: 'r', currency, created_at: moment.now }
        await db
          .insertInto('commission_line')
          .values({ ...link, ...line })
          .execute()
        const change = { fromMinor: null, toMinor: String(amountMinor), deltaMinor: String(amountMinor) }
        await db
          .insertInto('commission_calculation')
          .values({
            ...scope,
            line_id: lineId,
            revision: 1,
            plan_version_id: versionId,
            amount_minor: amountMinor,
            inputs: JSON.stringify({ change }),
            why: '{}',
            cause: 'The deal was won.',
            calculated_at: moment.now,
          })
          .execute()
      })
      return { partnerId, dealId, commissionLineId: lineId, currency }
    },
    post: (kind, postings, over = {}) =>
      run((tx) => {
        const key = over.idempotencyKey ?? newId()
        const entry = { idempotencyKey: key, kind, cause: {}, effectiveAt: moment.now, postings }
        return postTransaction(tx, { ...entry, ...over }, moment)
      }),
    async payable(amountMinor, { at, ...options } = {}) {
      const line = await book.line({ ...options, amountMinor })
      const over = at ? { effectiveAt: at } : {}
      const cause = { dealId: line.dealId, lineId: line.commissionLineId, revision: 1 }
      await book.post('accrue', accrue(line, amountMinor), { ...over, cause })
      await book.post('earn', earn(line, amountMinor), over)
      return line
    },
    asOwner: (work) =>
      run(async (tx) => {
        await sql`reset role`.execute(tx.db)
        await work(tx)
      }),
  }
  return book
}
