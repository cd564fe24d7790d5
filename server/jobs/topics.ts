import { z } from 'zod'

/** What the outbox can ask for. A payload names rows, never carries data: the handler reads what is true when it runs. */
export const TOPICS = {
  /** Mirror a connection: everything, or what changed since the cursor. */
  'sync.connection': z.object({ connectionId: z.uuid(), full: z.boolean() }),
  /** Fetch the records that stored webhooks name. */
  'sync.hinted': z.object({ connectionId: z.uuid() }),
  /** A mirrored deal changed in a way that credit, registration or commission must follow. */
  'deal.changed': z.object({ dealId: z.uuid() }),
  /** Bring the CRM's partner fields of a deal up to date. */
  'crm.write_back': z.object({ dealId: z.uuid() }),
  /** Give the cards of a connection a key in place of the one named, or their first. */
  'card.key': z.object({ connectionId: z.uuid(), replaces: z.string().nullable() }),
  /** What these customer events wait for may have appeared. */
  'customer_events.settle': z.object({ waitsFor: z.string() }),
  /** Deals whose commission goes by a stored exchange rate that was corrected or taken back; `after` is the last one asked for. */
  'fx_rate.revised': z.object({
    from: z.string(),
    to: z.string(),
    on: z.iso.date(),
    after: z.uuid().nullable(),
  }),
  /** Try a draft of a plan on closed deals. */
  'plan.simulate': z.object({ simulationId: z.uuid() }),
} as const

export type Topic = keyof typeof TOPICS
export type Payload<T extends Topic> = z.infer<(typeof TOPICS)[T]>
