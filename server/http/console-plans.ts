import { z } from 'zod'
import {
  acknowledgeRequest,
  createDraftRequest,
  draftStepRequest,
  exampleReply,
  exampleRequest,
  planDraft,
  planList,
  planVersionDetail,
  saveDraftRequest,
} from '../../shared/contract/plan-api.ts'
import { readPlanDraft } from '../read/plan-draft.ts'
import { readPlanExample } from '../read/plan-example.ts'
import { readPlanVersion } from '../read/plan-version.ts'
import { readPlans } from '../read/plans.ts'
import { acknowledgeFinding } from '../workflows/acknowledge-finding.ts'
import { createPlanDraft } from '../workflows/create-plan-draft.ts'
import { discardPlan } from '../workflows/discard-plan.ts'
import { proposePlan } from '../workflows/propose-plan.ts'
import { publishPlan } from '../workflows/publish-plan.ts'
import { returnPlan } from '../workflows/return-plan.ts'
import { savePlanDraft } from '../workflows/save-plan-draft.ts'
import { defineRoute } from './route.ts'
import { momentOf } from '../moment-of.ts'

const draftParams = z.object({ draftId: z.uuid() })

export const planRoutes = [
  defineRoute({
    operationId: 'listPlans',
    method: 'get',
    path: '/v1/console/plans',
    summary: 'Every programme with its plan versions and drafts',
    access: 'console',
    permission: 'viewMoney',
    reply: planList,
    handle: ({ context, tx }) => readPlans(tx, context.clock.now()),
  }),
  defineRoute({
    operationId: 'getPlanVersion',
    method: 'get',
    path: '/v1/console/plan-versions/:versionId',
    summary: 'One published version of a plan',
    access: 'console',
    permission: 'viewMoney',
    params: z.object({ versionId: z.uuid() }),
    reply: planVersionDetail,
    handle: ({ context, tx, params }) => readPlanVersion(tx, context.clock.now(), params.versionId),
  }),
  defineRoute({
    operationId: 'createPlanDraft',
    method: 'post',
    path: '/v1/console/plan-drafts',
    summary: 'Begin a draft, as a copy of a version or from nothing',
    access: 'console',
    permission: 'editPlans',
    body: createDraftRequest,
    reply: planDraft,
    async handle({ context, tx, actor, body }) {
      const { idempotencyKey: _, ...input } = body
      const draftId = await createPlanDraft(tx, momentOf(context), actor, input)
      return readPlanDraft(tx, context.clock.now(), actor, draftId)
    },
  }),
  defineRoute({
    operationId: 'getPlanDraft',
    method: 'get',
    path: '/v1/console/plan-drafts/:draftId',
    summary: 'A draft with what lint finds in it and what may be done with it',
    access: 'console',
    permission: 'viewMoney',
    params: draftParams,
    reply: planDraft,
    handle: ({ context, tx, actor, params }) => readPlanDraft(tx, context.clock.now(), actor, params.draftId),
  }),
  defineRoute({
    operationId: 'savePlanDraft',
    method: 'put',
    path: '/v1/console/plan-drafts/:draftId',
    summary: 'Replace the terms of a draft, unless somebody else did meanwhile',
    access: 'console',
    permission: 'editPlans',
    params: draftParams,
    body: saveDraftRequest,
    reply: planDraft,
    async handle({ context, tx, actor, params, body }) {
      const { idempotencyKey: _, ...input } = body
      await savePlanDraft(tx, momentOf(context), actor, { ...params, ...input })
      return readPlanDraft(tx, context.clock.now(), actor, params.draftId)
    },
  }),
  defineRoute({
    operationId: 'acknowledgePlanFinding',
    method: 'post',
    path: '/v1/console/plan-drafts/:draftId/acknowledge',
    summary: 'Say that a warning is meant, and why',
    access: 'console',
    permission: 'editPlans',
    params: draftParams,
    body: acknowledgeRequest,
    reply: planDraft,
    async handle({ context, tx, actor, params, body }) {
      const { idempotencyKey: _, ...input } = body
      await acknowledgeFinding(tx, momentOf(context), actor, { ...params, ...input })
      return readPlanDraft(tx, context.clock.now(), actor, params.draftId)
    },
  }),
  draftStep('propose', 'editPlans', 'Hand a draft to somebody else to publish', proposePlan),
  draftStep('publish', 'publishPlan', 'Publish what others proposed as the next version', publishPlan),
  draftStep('return', 'editPlans', 'Give a proposed draft back to its authors, with the reason', returnPlan),
  draftStep('discard', 'editPlans', 'Give a draft up for good', discardPlan),
  defineRoute({
    operationId: 'tryPlanExample',
    method: 'post',
    path: '/v1/console/plan-drafts/:draftId/example',
    summary: 'What unsaved terms would pay on a made-up deal; changes nothing',
    access: 'console',
    permission: 'editPlans',
    params: draftParams,
    body: exampleRequest,
    reply: exampleReply,
    handle: ({ context, tx, params, body }) => readPlanExample(tx, context.clock.now(), params.draftId, body),
  }),
]

/** The four steps of a draft ask for and answer the same. */
function draftStep(
  name: 'propose' | 'publish' | 'return' | 'discard',
  permission: 'editPlans' | 'publishPlan',
  summary: string,
  work: typeof publishPlan,
) {
  return defineRoute({
    operationId: `${name}PlanDraft`,
    method: 'post',
    path: `/v1/console/plan-drafts/:draftId/${name}`,
    summary,
    access: 'console',
    permission,
    params: draftParams,
    body: draftStepRequest,
    reply: planDraft,
    async handle({ context, tx, actor, params, body }) {
      const { idempotencyKey: _, ...input } = body
      await work(tx, momentOf(context), actor, { ...params, ...input })
      return readPlanDraft(tx, context.clock.now(), actor, params.draftId)
    },
  })
}
