import { sql } from 'kysely'
import type { Context } from '../../server/context.ts'
import { followRevisedRate } from '../../server/jobs/handlers/fx-rate-revised.ts'
import { TOPICS } from '../../server/jobs/topics.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { addFxRates } from '../../server/workflows/add-fx-rates.ts'
import { correctFxRate, takeBackFxRate } from '../../server/workflows/correct-fx-rate.ts'
import type { LedgerWorld } from './ledger-world.ts'

/** Finance at its exchange rates, with the workers behind it. Rates are named "EUR USD 2026-03-01". */
export interface RatesDesk {
  add(name: string, rate: string): Promise<void>
  correct(name: string, rate: string, expectedRevision?: number): Promise<void>
  takeBack(name: string, expectedRevision?: number): Promise<void>
  /** What the worker does for a corrected rate; `after` as in its payload. */
  follow(name: string, after?: string | null): Promise<void>
  /** Works off everything that is due. Returns how many deals were looked at. */
  settle(): Promise<number>
  /** What one pass over the outbox has to do, without doing it. */
  due(): Promise<{ topic: string; payload: unknown }[]>
}

export const REASON = 'The point was in the wrong place'

export function openRatesDesk(world: LedgerWorld): RatesDesk {
  const named = (name: string) => {
    const [from = '', to = '', on = ''] = name.split(' ')
    return { from, to, on }
  }
  const follow = (payload: { from: string; to: string; on: string; after: string | null }) =>
    followRevisedRate({
      // No more of it is asked.
      context: { db: world.database.database } as Context,
      workspaceId: world.workspaceId,
      outboxId: '',
      payload,
      signal: new AbortController().signal,
      stillWorking: async () => {},
    })
  const take = () =>
    world.do((tx) =>
      tx.db
        .updateTable('outbox')
        .set({ done_at: new Date(), attempts: 1 })
        .where('workspace_id', '=', tx.workspaceId)
        .where('topic', 'in', ['fx_rate.revised', 'deal.changed'])
        .where('done_at', 'is', null)
        .where('available_at', '<=', sql<Date>`now()`)
        .returning(['topic', 'payload'])
        .execute(),
    )
  return {
    add: (name, rate) =>
      world.do((tx) =>
        addFxRates(tx, world.moment, world.finley, { rates: [{ ...named(name), rate }], source: 'Treasury' }),
      ),
    correct: (name, rate, expectedRevision = 1) =>
      world.do((tx) =>
        correctFxRate(tx, world.moment, world.finley, {
          ...named(name),
          rate,
          expectedRevision,
          reason: REASON,
        }),
      ),
    takeBack: (name, expectedRevision = 1) =>
      world.do((tx) =>
        takeBackFxRate(tx, world.moment, world.finley, { ...named(name), expectedRevision, reason: REASON }),
      ),
    follow: (name, after = null) => follow({ ...named(name), after }),
    async settle() {
      let looks = 0
      for (let work = await take(); work.length > 0; work = await take()) {
        for (const { topic, payload } of work) {
          if (topic === 'fx_rate.revised') {
            await follow(TOPICS['fx_rate.revised'].parse(payload))
            continue
          }
          looks += 1
          if (looks > 200) throw new Error('looking again at deals does not come to an end')
          const { dealId } = TOPICS['deal.changed'].parse(payload)
          await world.do((tx) => reactToDeal(tx, world.moment, dealId))
        }
      }
      return looks
    },
    due: () =>
      world.do((tx) =>
        tx.db
          .selectFrom('outbox')
          .select(['topic', 'payload'])
          .where('workspace_id', '=', tx.workspaceId)
          .where('topic', 'in', ['fx_rate.revised', 'deal.changed'])
          .where('done_at', 'is', null)
          .orderBy('id')
          .execute(),
      ),
  }
}
