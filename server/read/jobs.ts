import { sql } from 'kysely'
import type { z } from 'zod'
import type { jobHealth } from '../../shared/contract/console-api.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { Topic } from '../jobs/topics.ts'

const MOST_PARKED = 200

const WORDS: Record<Topic, string> = {
  'sync.connection': 'Mirror the CRM',
  'sync.hinted': 'Fetch the records that the CRM says have changed',
  'deal.changed': 'Bring credit and commission of a deal up to date',
  'crm.write_back': 'Write the partner fields of a deal to the CRM',
  'card.key': 'Give the cards in the CRM their key',
  'customer_events.settle': 'Match customer payments that wait for a deal',
  'fx_rate.revised': 'Look again at the deals of an exchange rate that was corrected',
  'plan.simulate': 'Try a draft of a plan on closed deals',
}

/** What waits, since when, and what was given up on. */
export async function readJobHealth(tx: WorkspaceTx): Promise<z.input<typeof jobHealth>> {
  const waiting = await tx.db
    .selectFrom('outbox')
    .select([sql<bigint>`count(*)`.as('count'), sql<Date | null>`min(created_at)`.as('oldest')])
    .where('done_at', 'is', null)
    .where('parked_at', 'is', null)
    .executeTakeFirstOrThrow()
  const parked = await tx.db
    .selectFrom('outbox')
    .select(['id', 'topic', 'attempts', 'last_problem', 'parked_at'])
    .where('parked_at', 'is not', null)
    .orderBy('parked_at', 'desc')
    .limit(MOST_PARKED)
    .execute()
  return {
    waiting: Number(waiting.count),
    oldestWaitingAt: waiting.oldest?.toISOString() ?? null,
    parked: parked.map((row) => ({
      id: row.id,
      topic: row.topic,
      text: Object.hasOwn(WORDS, row.topic) ? WORDS[row.topic as Topic] : row.topic,
      attempts: row.attempts,
      problem: row.last_problem ?? 'no reason was recorded',
      // The filter above keeps only parked rows.
      parkedAt: (row.parked_at as Date).toISOString(),
    })),
  }
}
