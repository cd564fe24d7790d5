export interface PipelineStage {
  id: string
  label: string
  displayOrder: number
  probability: string
  isClosed: boolean
  createdAt: string
  updatedAt: string
}

export interface Pipeline {
  id: string
  label: string
  displayOrder: number
  stages: PipelineStage[]
  createdAt: string
  updatedAt: string
}

const shippedAt = '2020-01-01T00:00:00.000Z'

/** The sales pipeline that every new portal starts with. */
export function defaultPipeline(): Pipeline {
  return {
    id: 'default',
    label: 'Sales Pipeline',
    displayOrder: 0,
    stages: [
      stage('appointmentscheduled', 'Appointment Scheduled', 0, '0.2', false),
      stage('qualifiedtobuy', 'Qualified To Buy', 1, '0.4', false),
      stage('presentationscheduled', 'Presentation Scheduled', 2, '0.6', false),
      stage('decisionmakerboughtin', 'Decision Maker Bought-In', 3, '0.8', false),
      stage('contractsent', 'Contract Sent', 4, '0.9', false),
      stage('closedwon', 'Closed Won', 5, '1.0', true),
      stage('closedlost', 'Closed Lost', 6, '0.0', true),
    ],
    createdAt: shippedAt,
    updatedAt: shippedAt,
  }
}

export function stage(
  id: string,
  label: string,
  displayOrder: number,
  probability: string,
  isClosed: boolean,
): PipelineStage {
  return { id, label, displayOrder, probability, isClosed, createdAt: shippedAt, updatedAt: shippedAt }
}
