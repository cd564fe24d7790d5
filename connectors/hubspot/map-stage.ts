import type { DealOutcome } from '../../shared/crm/deal.ts'
import type { Owner } from '../../shared/crm/owner.ts'
import type { Stage } from '../../shared/crm/stage.ts'
import type { WireOwner, WirePipeline } from './wire.ts'

export function mapStages(pipelines: readonly WirePipeline[]): Stage[] {
  return pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => ({
      pipelineId: pipeline.id,
      pipelineLabel: pipeline.label,
      stageId: stage.id,
      label: stage.label,
      position: stage.displayOrder,
      outcome: outcomeOf(stage.metadata),
    })),
  )
}

/** Won is closed with certainty. `isClosed` is not in HubSpot's specification, so its absence is read from the probability. */
function outcomeOf(metadata: Readonly<Record<string, string | null | undefined>>): DealOutcome {
  const probability = metadata['probability'] ?? ''
  const certain = /^1(\.0+)?$/.test(probability)
  const impossible = /^0?(\.0+)?$/.test(probability) && probability !== ''
  const closed = metadata['isClosed'] ? metadata['isClosed'] === 'true' : certain || impossible
  if (!closed) return 'open'
  return certain ? 'won' : 'lost'
}

export function mapOwner(wire: WireOwner): Owner {
  const name = [wire.firstName, wire.lastName].filter((part) => part).join(' ')
  const userId = wire.userId ?? wire.userIdIncludingInactive
  return {
    ownerId: wire.id,
    crmUserId: userId === null || userId === undefined ? null : String(userId),
    name: name || wire.email || `Owner ${wire.id}`,
    email: wire.email || null,
    archived: wire.archived,
  }
}
