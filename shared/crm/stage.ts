import type { DealOutcome } from './deal.ts'

export interface Stage {
  pipelineId: string
  pipelineLabel: string
  stageId: string
  label: string
  position: number
  outcome: DealOutcome
}
