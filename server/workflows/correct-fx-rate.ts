import { shownDate } from '../../shared/shown-date.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { type FxRateRevision, fxRateRevisions, insertFxRateRevision } from '../db/fx-rate-store.ts'
import { rateKey, type RateName } from '../db/rate-revision-store.ts'
import { namesOf } from '../db/user-store.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'
import { rateProblem, sameNumber } from './rate-text.ts'
import { addRevisedRate } from './redrive-for-rates.ts'

export interface RateChange extends RateName {
  /** The revision that the person saw. */
  expectedRevision: number
  reason: string
}

/**
 * Gives a stored rate another value, as a further revision beside the ones before. Everything from now on goes by it, and each
 * won deal that went by the old value is looked at again and trued up. Refuses (`conflict`) when somebody else
 * revised the rate since.
 */
export async function correctFxRate(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  { rate, ...change }: RateChange & { rate: string },
): Promise<void> {
  const newest = await newestOf(tx, change)
  const problem =
    rateProblem(rate) ??
    (newest.rate !== null && sameNumber(newest.rate, rate) ? `is ${newest.rate} already` : null)
  if (problem !== null) {
    throw new Refusal('rule_violated', 'The rate cannot be corrected so. Nothing was stored.', {
      fields: [{ path: 'rate', message: problem }],
    })
  }
  await revise(tx, moment, actor, { change, newest, rate })
}

/**
 * Says of a stored rate that there is none. What it converted is converted by what holds without it; a deal that then has
 * no rate keeps its commission until there is one. Refuses as `correctFxRate` does.
 */
export async function takeBackFxRate(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  change: RateChange,
): Promise<void> {
  const newest = await newestOf(tx, change)
  await revise(tx, moment, actor, { change, newest, rate: null })
}

/** Refuses a rate that is not there, or is another one than the person saw. */
async function newestOf(tx: WorkspaceTx, change: RateChange): Promise<FxRateRevision> {
  const [newest] = await fxRateRevisions(tx, change)
  if (!newest) throw notFound('exchange rate')
  if (newest.revision !== change.expectedRevision) throw await overtaken(tx, newest)
  if (newest.rate === null) {
    throw new Refusal('rule_violated', 'This rate was taken back. Add it again where there is one after all.')
  }
  return newest
}

async function revise(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  { change, newest, rate }: { change: RateChange; newest: FxRateRevision; rate: string | null },
): Promise<void> {
  const { from, to, on, reason } = change
  const added = await insertFxRateRevision(tx, {
    from,
    to,
    on,
    rate,
    reason,
    source: newest.source,
    revision: newest.revision + 1,
    recordedBy: actor.userId,
    recordedAt: moment.now,
  })
  if (!added) {
    const [winner] = await fxRateRevisions(tx, change)
    throw await overtaken(tx, winner ?? newest)
  }
  await addRevisedRate(tx, { from, to, on, after: null })
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'fx_rate',
    subjectId: tx.workspaceId,
    kind: rate === null ? 'fx_rate_taken_back' : 'fx_rate_corrected',
    actor,
    at: moment.now,
    reason,
    before: { name: rateKey(change), rate: newest.rate, revision: newest.revision },
    after: { name: rateKey(change), rate, revision: newest.revision + 1 },
  })
}

async function overtaken(tx: WorkspaceTx, newest: FxRateRevision): Promise<Refusal> {
  const { from, to, on, rate, recordedBy } = newest
  const name = recordedBy === null ? undefined : (await namesOf(tx, [recordedBy])).get(recordedBy)
  const who = name ?? 'Somebody else'
  const now = rate === null ? `${who} took it back` : `${who} made it ${rate}`
  return new Refusal(
    'conflict',
    `${from} to ${to} of ${shownDate(on)} is not as you saw it: ${now}. Nothing was stored.`,
    { fields: [{ path: 'rate', message: rate === null ? 'was taken back' : `is ${rate} now` }] },
  )
}
