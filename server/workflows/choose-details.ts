import type { CrmKind, CrmName } from '../../connectors/crm-kind.port.ts'
import { DETAIL_KINDS, type DetailKind } from '../../shared/crm/deal-detail.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import { lockConnection, setDetailKinds } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { removeAllDetails } from '../db/detail-store.ts'
import { forgetListed, lockMirror, saveSyncState } from '../db/sync-store.ts'
import { Refusal, notFound } from '../errors.ts'

/** By kind of CRM, what its accounts can be asked for. */
export type OfferedDetails = Readonly<Record<CrmName, Pick<CrmKind, 'detailKinds'>>>

/**
 * Sets which details of deals are mirrored from a CRM account, and records who did. What is not wanted any more is removed
 * from the mirror at once; what is new is listed by the next sync. Returns whether there is something new.
 */
export async function chooseDetails(
  tx: WorkspaceTx,
  actor: Actor,
  choice: { connectionId: string; kinds: readonly DetailKind[]; offered: OfferedDetails },
  work: { now: Date; newId: () => string },
): Promise<boolean> {
  const { connectionId } = choice
  const connection = await lockConnection(tx, connectionId)
  if (!connection) throw notFound('connection')
  const kinds = DETAIL_KINDS.filter((kind) => choice.kinds.includes(kind))
  const offered = choice.offered[connection.crm].detailKinds
  if (kinds.some((kind) => !offered.includes(kind))) {
    throw new Refusal('rule_violated', `${connection.name} does not offer these details of its deals.`)
  }
  const before = connection.detailKinds
  const off = before.filter((kind) => !kinds.includes(kind))
  const on = kinds.filter((kind) => !before.includes(kind))
  if (off.length === 0 && on.length === 0) return false
  await setDetailKinds(tx, connectionId, kinds, work.now)
  for (const kind of off) {
    await lockMirror(tx, connectionId, kind)
    await removeAllDetails(tx, connectionId, kind)
    await forgetListed(tx, connectionId, kind)
    await saveSyncState(tx, connectionId, kind, {
      changedSince: null,
      listingStartedAt: null,
      resumeRun: null,
      resumeAfter: null,
      problem: null,
    })
  }
  await recordAudit(tx, {
    id: work.newId(),
    dealId: null,
    subjectKind: 'connection',
    subjectId: connectionId,
    kind: 'details_chosen',
    actor: { userId: actor.userId, name: actor.name },
    at: work.now,
    reason: null,
    before: { detailKinds: before },
    after: { detailKinds: kinds },
  })
  return on.length > 0
}
