import type { FieldValues } from './record.ts'

export interface StageInput {
  /** Both the label and the API name unless the latter is given. */
  label: string
  apiName?: string
  probability: number
  isClosed?: boolean
  isWon?: boolean
  forecastCategory?: ForecastCategory
  isActive?: boolean
}

const forecastNames = {
  Omitted: 'Omitted',
  Pipeline: 'Pipeline',
  BestCase: 'Best Case',
  Forecast: 'Commit',
  Closed: 'Closed',
} as const
export type ForecastCategory = keyof typeof forecastNames

/** The sales stages that a new org has. */
export const standardStages: readonly StageInput[] = [
  { label: 'Prospecting', probability: 10, forecastCategory: 'Pipeline' },
  { label: 'Qualification', probability: 10, forecastCategory: 'Pipeline' },
  { label: 'Needs Analysis', probability: 20, forecastCategory: 'Pipeline' },
  { label: 'Value Proposition', probability: 50, forecastCategory: 'Pipeline' },
  { label: 'Id. Decision Makers', probability: 60, forecastCategory: 'Pipeline' },
  { label: 'Perception Analysis', probability: 70, forecastCategory: 'Pipeline' },
  { label: 'Proposal/Price Quote', probability: 75, forecastCategory: 'Pipeline' },
  { label: 'Negotiation/Review', probability: 90, forecastCategory: 'Pipeline' },
  { label: 'Closed Won', probability: 100, isClosed: true, isWon: true, forecastCategory: 'Closed' },
  { label: 'Closed Lost', probability: 0, isClosed: true, forecastCategory: 'Omitted' },
]

export function stageValues(stage: StageInput, sortOrder: number): FieldValues {
  const category =
    stage.forecastCategory ?? (stage.isWon ? 'Closed' : stage.isClosed ? 'Omitted' : 'Pipeline')
  return {
    MasterLabel: stage.label,
    ApiName: stage.apiName ?? stage.label,
    IsActive: stage.isActive ?? true,
    SortOrder: String(sortOrder),
    IsClosed: stage.isClosed ?? false,
    IsWon: stage.isWon ?? false,
    ForecastCategory: category,
    ForecastCategoryName: forecastNames[category],
    DefaultProbability: String(stage.probability),
  }
}

/** What an Opportunity takes over from its stage. A name that no stage has makes an open deal of the pipeline. */
export function valuesFromStage(stage: FieldValues | undefined): FieldValues {
  return {
    IsClosed: stage?.IsClosed ?? false,
    IsWon: stage?.IsWon ?? false,
    ForecastCategory: stage?.ForecastCategory ?? 'Pipeline',
    ForecastCategoryName: stage?.ForecastCategoryName ?? 'Pipeline',
    Probability: stage?.DefaultProbability ?? '0',
  }
}
