import { CrmError } from '../../../connectors/crm.port.ts'
import type { Context } from '../../context.ts'
import { companionsOf, OWED, REFUSED, saveWrittenHash, saveWrittenHashes } from '../../db/write-back-store.ts'
import { LONG_PAUSE_MS, pausedForMs } from '../../workflows/paused.ts'
import { crashpoint } from '../crashpoint.ts'
import { type DueWrite, dueWrite } from '../due-write.ts'
import { HandBack, type Handler, type Job, Unretryable } from '../handler.ts'
import { turnsByName } from '../turns.ts'

type WriteBack = Job<'crm.write_back'>

/** As many as one call to a CRM takes; the adapter cuts them into what its own takes. */
const TOGETHER = 200

/** From this try on a deal is written alone, in case that it is the company which fails. */
const ALONE_FROM_TRY = 3

/**
 * Jobs of one connection that run at once would take each other's deals along, and wait for each other's locks in the
 * CRM. One after the other, the later ones find nothing to do. Another process may still write the same: it does no harm.
 */
const inTurn = turnsByName()

/**
 * Makes the CRM's record of a deal say what is true of its partner side, and asks the CRM only when that has changed. Takes
 * other deals along whose own work waits: that then finds nothing to do. It looks again after writing: another worker may
 * have read newer facts and written them first.
 */
export const writeBack: Handler<'crm.write_back'> = async (job) => {
  const { context, workspaceId } = job
  const { dealId } = job.payload
  try {
    const asked = await dueWrite(context, workspaceId, dealId)
    if (!asked) return
    await inTurn(asked.connectionId, async () => {
      if (job.signal.aborted) throw new HandBack('asked to stop')
      const due = await dueWrite(context, workspaceId, dealId)
      if (due) await writeInCompany(job, due)
    })
  } catch (error) {
    // The connection itself asks for a person, or waits. The sync that goes on afterwards asks for this write again.
    const revoked = error instanceof CrmError && error.code === 'revoked'
    if (revoked || pausedForMs(error, LONG_PAUSE_MS) !== undefined) {
      return context.db.inWorkspace(workspaceId, (tx) =>
        saveWrittenHash(tx, dealId, OWED, context.clock.now()),
      )
    }
    if (error instanceof CrmError && error.code === 'forbidden') {
      throw new Unretryable(error.message, { cause: error })
    }
    throw error
  }
}

async function writeInCompany(job: WriteBack, own: DueWrite): Promise<void> {
  const { context, workspaceId, stillWorking } = job
  let due = [own, ...(await company(job, own))]
  let problem: string | undefined
  while (due.length > 0) {
    const refused = await write(context, workspaceId, own.connectionId, due)
    problem ??= refused.get(own.dealId)
    await stillWorking()
    const written = due.map(({ dealId }) => dealId).filter((dealId) => !refused.has(dealId))
    due = await dueAmong(context, workspaceId, written)
  }
  if (problem !== undefined) throw new Error(problem)
}

/** What else of the connection is to be written. A deal that was refused or failed before goes alone. */
async function company({ context, workspaceId, outboxId }: WriteBack, own: DueWrite): Promise<DueWrite[]> {
  if (own.refusedBefore) return []
  const companions = await context.db.inWorkspace(workspaceId, async (tx) => {
    const row = await tx.db
      .selectFrom('outbox')
      .select('attempts')
      .where('id', '=', outboxId)
      .executeTakeFirst()
    return row && row.attempts >= ALONE_FROM_TRY ? [] : companionsOf(tx, own, TOGETHER - 1)
  })
  return dueAmong(context, workspaceId, companions)
}

/** One that cannot be read is left to its own job, which says so. */
async function dueAmong(
  context: Context,
  workspaceId: string,
  dealIds: readonly string[],
): Promise<DueWrite[]> {
  const due: DueWrite[] = []
  for (const dealId of dealIds) {
    try {
      const found = await dueWrite(context, workspaceId, dealId)
      if (found) due.push(found)
    } catch (error) {
      context.logger.warn({ err: error, dealId }, 'what is to be written of a deal could not be read')
    }
  }
  return due
}

/** Returns what the CRM said of each deal that it refused. */
async function write(
  context: Context,
  workspaceId: string,
  connectionId: string,
  due: readonly DueWrite[],
): Promise<ReadonlyMap<string, string>> {
  const crm = await context.crmFor(workspaceId, connectionId)
  crashpoint('crm.write_back:writing')
  const answers = await crm.writePartnerFields(due.map(({ fields }) => fields))
  crashpoint('crm.write_back:written')
  const refusals = new Map(answers.map((answer) => [answer.dealExternalId, answer]))
  const problems = new Map<string, string>()
  for (const { dealId, fields } of due) {
    const refusal = refusals.get(fields.dealExternalId)
    if (refusal && !refusal.gone) problems.set(dealId, refusal.problem)
    // A deal that is gone has nowhere to be written to: it counts as written, and the sync will say what became of it.
    if (refusal?.gone)
      context.logger.info({ dealId, problem: refusal.problem }, 'the deal is gone from the CRM')
  }
  const outcomes = due.map(({ dealId, hash }) => ({ dealId, hash: problems.has(dealId) ? REFUSED : hash }))
  await context.db.inWorkspace(workspaceId, (tx) => saveWrittenHashes(tx, outcomes, context.clock.now()))
  return problems
}
