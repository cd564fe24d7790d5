import { PAYMENT_SCOPES } from '../../connectors/hubspot/scopes.ts'
import type { WorkspaceTx } from '../../server/db/database.ts'
import { balancesByPartner } from '../../server/db/ledger-store.ts'
import { paymentsOf } from '../../server/db/payment-store.ts'
import { seedProgramme } from '../../server/seed-programme.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { settleWaiting } from '../../server/workflows/settle-waiting.ts'
import type { SyncSummary } from '../../server/workflows/sync-connection.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import type { Portal } from '../simulators/hubspot/portal.ts'
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts'

/** A HubSpot portal whose payments are synced, with a partner who earns 15 % of what customers pay. */
export interface HubspotWorld extends SyncWorld {
  portal: Portal
  moment: { now: Date; newId: () => string }
  do<T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T>
  /** A deal of $48,000, won and sourced by the partner: $7,200 when all of it is paid. */
  wonDeal(): Promise<string>
  /** A deal that the CRM has and we have not seen yet. */
  newDeal(modifiedAt?: Date): string
  /** Syncs and does the work that this asked for. */
  read(options?: { full?: boolean }): Promise<SyncSummary>
  /** What the partner may be paid, in cents. */
  payable(): Promise<bigint>
  /** Amount and net of each payment and refund of a deal, in cents. */
  paid(dealExternalId: string): Promise<[amount: bigint, net: bigint][]>
  events(): Promise<{ external_id: string; state: string; problem: string | null }[]>
  /** Rows of what a repeated sync must not touch. */
  rows(): Promise<Record<string, bigint>>
  problem(object: 'payment' | 'invoice'): Promise<string | null>
}

export async function openHubspotWorld(options: { scopes?: readonly string[] } = {}): Promise<HubspotWorld> {
  const world = await startSyncWorld({
    scopes: options.scopes ?? PAYMENT_SCOPES,
    // A minute behind: a listing waits for the end of a second in which something was changed.
    hubspot: { now: () => new Date(Date.now() - 60_000) },
  })
  const { context, workspaceId, connectionId } = world
  const { portal } = world.hubspot
  const inWorkspace = <T>(work: (tx: WorkspaceTx) => Promise<T>) => context.db.inWorkspace(workspaceId, work)
  const moment = { now: new Date(), newId: context.newId }
  const actor = await inWorkspace(async (tx) => {
    await seedProgramme(tx, moment)
    const userId = context.newId()
    const person = {
      workspace_id: workspaceId,
      id: userId,
      name: 'Casey',
      email: null,
      created_at: moment.now,
    }
    await tx.db.insertInto('app_user').values(person).execute()
    return {
      userId,
      name: 'Casey',
      roles: ['admin' as const, 'channel_manager' as const],
      connectionId: null,
    }
  })
  const { id: partnerId } = await inWorkspace((tx) =>
    tx.db
      .selectFrom('partner')
      .select('id')
      .where('name', '=', 'Northwind Consulting')
      .executeTakeFirstOrThrow(),
  )
  const work = async () => {
    for (let round = 0; round < 10; round++) {
      const due = await inWorkspace((tx) =>
        tx.db
          .updateTable('outbox')
          .set({ done_at: new Date() })
          .where('done_at', 'is', null)
          .where('topic', 'in', ['customer_events.settle', 'deal.changed'])
          .returning(['topic', 'dedupe_key'])
          .execute(),
      )
      if (due.length === 0) return
      for (const { topic, dedupe_key: key } of due) {
        await inWorkspace((tx) =>
          topic === 'customer_events.settle'
            ? settleWaiting(tx, moment, key ?? '')
            : reactToDeal(tx, moment, key ?? ''),
        )
      }
    }
    throw new Error('the work does not end')
  }
  const read = async (how: { full?: boolean } = {}) => {
    const summary = await world.sync(how)
    await work()
    return summary
  }
  const newDeal = (modifiedAt?: Date) =>
    portal.createDeal({
      ...(modifiedAt ? { modifiedAt } : {}),
      properties: { dealname: 'A deal', amount: '48000', dealstage: 'appointmentscheduled' },
    }).id
  return {
    ...world,
    portal,
    moment,
    do: inWorkspace,
    newDeal,
    async wonDeal() {
      const dealExternalId = newDeal()
      await read()
      await inWorkspace((tx) =>
        tagPartner(tx, moment, actor, {
          connectionId,
          dealExternalId,
          partnerId,
          role: 'sourced',
          reason: 'They made the introduction',
          touchpoints: [],
        }),
      )
      portal.update('0-3', dealExternalId, { dealstage: 'closedwon' })
      await read()
      return dealExternalId
    },
    read,
    payable: () =>
      inWorkspace(async (tx) => (await balancesByPartner(tx, [partnerId]))[0]?.balances.payable ?? 0n),
    paid: (dealExternalId) =>
      inWorkspace(async (tx) => {
        const { id } = await tx.db
          .selectFrom('deal')
          .select('id')
          .where('external_id', '=', dealExternalId)
          .executeTakeFirstOrThrow()
        return (await paymentsOf(tx, id)).map(({ amountMinor, taxMinor, shippingMinor, discountMinor }) => [
          amountMinor,
          amountMinor - taxMinor - shippingMinor - discountMinor,
        ])
      }),
    events: () =>
      inWorkspace((tx) =>
        tx.db
          .selectFrom('customer_event')
          .select(['external_id', 'state', 'problem'])
          .orderBy('received_at')
          .orderBy('id')
          .execute(),
      ),
    rows: () =>
      inWorkspace(async (tx) => {
        const tables = [
          'customer_event',
          'customer_payment',
          'ledger_transaction',
          'audit_event',
          'outbox',
        ] as const
        const counts: Record<string, bigint> = {}
        for (const table of tables) {
          const { n } = await tx.db
            .selectFrom(table)
            .select((eb) => eb.fn.countAll<bigint>().as('n'))
            .executeTakeFirstOrThrow()
          counts[table] = n
        }
        return counts
      }),
    problem: (object) =>
      inWorkspace(async (tx) => {
        const { problem } = await tx.db
          .selectFrom('sync_state')
          .select('problem')
          .where('object', '=', object)
          .executeTakeFirstOrThrow()
        return problem
      }),
  }
}
