import { HttpResponse, type HttpHandler } from 'msw'
import { notFound } from './api-refusal.ts'
import { apiVersion, endpoint, objectType, param, type ApiRequest } from './endpoint.ts'
import type { Pipeline, PipelineStage } from './pipelines.ts'
import type { World } from './simulator.ts'

const base = `/crm/pipelines/${apiVersion}/:objectType`
const anyScope = (params: Record<string, string>): string[] => {
  const type = objectType(params.objectType)
  return [type.readScope, type.writeScope, type.schemaReadScope]
}

export function pipelineHandlers(world: World): HttpHandler[] {
  return [
    endpoint(world, {
      method: 'get',
      path: base,
      kind: 'pipelines.list',
      anyScope,
      answer: (request) => HttpResponse.json({ results: pipelinesOf(world, request).map(pipelineJson) }),
    }),
    endpoint(world, {
      method: 'get',
      path: `${base}/:pipelineId`,
      kind: 'pipelines.read',
      anyScope,
      answer: (request) => HttpResponse.json(pipelineJson(onePipeline(world, request))),
    }),
    endpoint(world, {
      method: 'get',
      path: `${base}/:pipelineId/stages`,
      kind: 'pipelines.stages',
      anyScope,
      answer: (request) => HttpResponse.json({ results: onePipeline(world, request).stages.map(stageJson) }),
    }),
  ]
}

/** Only deals have pipelines here. */
function pipelinesOf(world: World, request: ApiRequest): Pipeline[] {
  return objectType(param(request, 'objectType')).id === '0-3' ? world.portal.pipelines : []
}

function onePipeline(world: World, request: ApiRequest): Pipeline {
  const id = param(request, 'pipelineId')
  const pipeline = pipelinesOf(world, request).find((candidate) => candidate.id === id)
  if (pipeline === undefined) throw notFound(`No pipeline with id ${id}`)
  return pipeline
}

function pipelineJson({ id, label, displayOrder, stages, createdAt, updatedAt }: Pipeline) {
  return { id, label, displayOrder, stages: stages.map(stageJson), createdAt, updatedAt, archived: false }
}

function stageJson({ id, label, displayOrder, probability, isClosed, createdAt, updatedAt }: PipelineStage) {
  return {
    id,
    label,
    displayOrder,
    metadata: { isClosed: String(isClosed), probability },
    createdAt,
    updatedAt,
    archived: false,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
  }
}
