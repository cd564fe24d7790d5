import { sql } from 'kysely'
import type { Owner } from '../../shared/crm/owner.ts'
import type { Stage } from '../../shared/crm/stage.ts'
import type { WorkspaceTx } from './database.ts'
import { unnestRows } from './unnest.ts'

/** Makes the mirrored stages these, and the deals' stage labels with them. Writes nothing that is so already. */
export async function replaceStages(
  tx: WorkspaceTx,
  connectionId: string,
  stages: readonly Stage[],
): Promise<void> {
  const incoming = unnestRows(stages, {
    pipeline_id: { type: 'text', of: (stage) => stage.pipelineId },
    stage_id: { type: 'text', of: (stage) => stage.stageId },
    pipeline_label: { type: 'text', of: (stage) => stage.pipelineLabel },
    label: { type: 'text', of: (stage) => stage.label },
    position: { type: 'integer', of: (stage) => stage.position },
    outcome: { type: 'text', of: (stage) => stage.outcome },
  })
  const written = await sql`
    insert into pipeline_stage as held
      (workspace_id, connection_id, pipeline_id, stage_id, pipeline_label, label, position, outcome)
      select ${tx.workspaceId}::uuid, ${connectionId}::uuid, pipeline_id, stage_id, pipeline_label, label, position, outcome
        from (${incoming}) as incoming
    on conflict (connection_id, pipeline_id, stage_id) do update
      set pipeline_label = excluded.pipeline_label, label = excluded.label, position = excluded.position, outcome = excluded.outcome
      where (held.pipeline_label, held.label, held.position, held.outcome)
        is distinct from (excluded.pipeline_label, excluded.label, excluded.position, excluded.outcome)
    returning stage_id`.execute(tx.db)
  await sql`
    delete from pipeline_stage as held where held.connection_id = ${connectionId}::uuid
      and not exists (select 1 from (${incoming}) as incoming
        where incoming.pipeline_id = held.pipeline_id and incoming.stage_id = held.stage_id)`.execute(tx.db)
  if (written.rows.length === 0) return
  await sql`
    update deal set stage_label = stage.label from pipeline_stage as stage
      where deal.connection_id = ${connectionId}::uuid and stage.connection_id = deal.connection_id
        and stage.pipeline_id = deal.pipeline_id and stage.stage_id = deal.stage_id
        and deal.stage_label is distinct from stage.label`.execute(tx.db)
}

/** Owners that the CRM no longer names stay: deals and history still refer to them. */
export async function upsertOwners(
  tx: WorkspaceTx,
  connectionId: string,
  owners: readonly Owner[],
): Promise<void> {
  if (owners.length === 0) return
  const incoming = unnestRows([...new Map(owners.map((owner) => [owner.ownerId, owner])).values()], {
    owner_id: { type: 'text', of: (owner) => owner.ownerId },
    crm_user_id: { type: 'text', of: (owner) => owner.crmUserId },
    name: { type: 'text', of: (owner) => owner.name },
    email: { type: 'text', of: (owner) => owner.email },
    archived: { type: 'boolean', of: (owner) => owner.archived },
  })
  await sql`
    insert into crm_owner as held (workspace_id, connection_id, owner_id, crm_user_id, name, email, archived)
      select ${tx.workspaceId}::uuid, ${connectionId}::uuid, owner_id, crm_user_id, name, email, archived
        from (${incoming}) as incoming
    on conflict (connection_id, owner_id) do update
      set crm_user_id = excluded.crm_user_id, name = excluded.name, email = excluded.email, archived = excluded.archived
      where (held.crm_user_id, held.name, held.email, held.archived)
        is distinct from (excluded.crm_user_id, excluded.name, excluded.email, excluded.archived)`.execute(
    tx.db,
  )
}
