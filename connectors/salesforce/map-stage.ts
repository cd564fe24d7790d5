import type { Stage } from '../../shared/crm/stage.ts'
import type { Row } from './wire.ts'

/** Salesforce has one list of stages for all sales processes; the port wants each in a pipeline. */
export const PIPELINE = { id: 'opportunity', label: 'Opportunities' }

/** A record holds the stage's API name, however its label reads. Stages that were switched off are listed: records may be in them. */
export function mapStages(rows: readonly Row[]): Stage[] {
  const once = new Map(rows.map((row) => [row['ApiName'] ?? row['MasterLabel'] ?? '', row]))
  return [...once]
    .filter(([apiName]) => apiName !== '')
    .map(([apiName, row], index) => ({
      pipelineId: PIPELINE.id,
      pipelineLabel: PIPELINE.label,
      stageId: apiName,
      label: row['MasterLabel'] ?? apiName,
      position: Number(row['SortOrder'] ?? index),
      outcome: row['IsWon'] === 'true' ? 'won' : row['IsClosed'] === 'true' ? 'lost' : 'open',
    }))
}
