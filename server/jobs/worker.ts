import { CrmError } from '../../connectors/crm.port.ts'
import type { Context } from '../context.ts'
import { backoffMs } from './backoff.ts'
import { type Claimed, claim, handBack, markDone, park, renewLease, retryLater } from './claim.ts'
import { crashpoint } from './crashpoint.ts'
import { HandBack, type Handlers, type Job, Unretryable } from './handler.ts'
import { TOPICS, type Topic } from './topics.ts'

const MAX_ATTEMPTS = 5
const SHUTDOWN_GRACE_MS = 15_000
/** The machine that wakes us and the database do not share a clock to the millisecond. */
const CLOCK_SLACK_MS = 100

export interface Worker {
  /** Finishes or hands back what is in hand. False when something had to be left to its lease. */
  stop(): Promise<boolean>
}

/** Works off the outbox as the queue wakes it. Any number of processes may do so at once. */
export function startWorker(context: Context, handlers: Handlers, concurrency: number): Worker {
  const stopping = new AbortController()
  context.queue.start((outboxId) => workOn(context, handlers, outboxId, stopping.signal), { concurrency })
  return {
    stop() {
      stopping.abort()
      return context.queue.stop(SHUTDOWN_GRACE_MS)
    },
  }
}

/** One row, from claim to outcome. Never rejects: a failure is written into the row. */
async function workOn(
  context: Context,
  handlers: Handlers,
  outboxId: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const claimed = await claim(context.db, outboxId, context.config.jobLeaseMs)
    if (!claimed) return
    crashpoint(`${claimed.topic}:claimed`)
    const outcome = await attempt(context, handlers, claimed, signal)
    context.metrics.jobs.inc({ topic: claimed.topic, outcome })
  } catch (error) {
    // The database is away: the row keeps its lease and the sweeper wakes it when that has lapsed.
    context.logger.error({ err: error, outboxId }, 'a job could not be settled')
  }
}

async function attempt(
  context: Context,
  handlers: Handlers,
  claimed: Claimed,
  signal: AbortSignal,
): Promise<string> {
  const { db, logger } = context
  const { jobLeaseMs } = context.config
  const heartbeat = setInterval(
    () => void renewLease(db, claimed, jobLeaseMs).catch(() => undefined),
    jobLeaseMs / 3,
  )
  try {
    refuseDeadly(claimed)
    await handle(context, handlers, claimed, signal)
    crashpoint(`${claimed.topic}:handled`)
    await markDone(db, claimed)
    return 'done'
  } catch (error) {
    if (error instanceof HandBack) {
      await handBack(db, claimed)
      return 'handed_back'
    }
    const problem = error instanceof Error ? error.message : String(error)
    const details = { err: error, topic: claimed.topic, outboxId: claimed.outboxId, attempt: claimed.attempt }
    if (error instanceof Unretryable || claimed.attempt >= MAX_ATTEMPTS) {
      logger.error(details, 'job parked')
      await park(db, claimed, problem)
      return 'parked'
    }
    logger.warn(details, 'job failed, will be tried again')
    const asked = error instanceof CrmError ? error.retryAfterMs : undefined
    const delayMs = asked ?? backoffMs(claimed.attempt)
    await retryLater(db, claimed, problem, delayMs)
    await context.queue.wake(claimed.outboxId, delayMs + CLOCK_SLACK_MS)
    return 'failed'
  } finally {
    clearInterval(heartbeat)
  }
}

/** A failure of the last try parks the row; to be claimed once more, every try must have taken its process with it. */
function refuseDeadly({ attempt }: Claimed): void {
  if (attempt <= MAX_ATTEMPTS) return
  throw new Unretryable(`begun ${MAX_ATTEMPTS} times, and each time its process ended or fell silent`)
}

async function handle(
  context: Context,
  handlers: Handlers,
  claimed: Claimed,
  signal: AbortSignal,
): Promise<void> {
  const { topic } = claimed
  if (!isTopic(topic)) throw new Unretryable(`nobody handles the topic ${topic}`)
  const payload = TOPICS[topic].safeParse(claimed.payload)
  if (!payload.success)
    throw new Unretryable(`the payload of ${topic} is not readable: ${payload.error.message}`)
  // The table's types tie each topic to its handler; a lookup by a union of topics loses that tie.
  const run = handlers[topic] as (job: Job<Topic>) => Promise<void>
  await run({
    context,
    workspaceId: claimed.workspaceId,
    outboxId: claimed.outboxId,
    payload: payload.data,
    signal,
    async stillWorking() {
      const ours = await renewLease(context.db, claimed, context.config.jobLeaseMs)
      if (!ours) throw new HandBack('somebody else has taken this over')
    },
  })
}

function isTopic(topic: string): topic is Topic {
  return Object.hasOwn(TOPICS, topic)
}
