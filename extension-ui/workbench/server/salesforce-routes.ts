import { join } from 'node:path'
import express, { Router } from 'express'
import { z } from 'zod'
import type { Org } from '../../../test/simulators/salesforce/org.ts'
import { BUNDLE_FILE } from '../lightning/bundle-components.ts'
import type { LightningBuild } from '../lightning/lightning-build.ts'
import type { SalesforceOrg } from '../workbench-api.ts'
import { ApexFault } from './apex-stand-in.ts'
import { customPermissionsOf } from './custom-permissions.ts'
import type { Demo } from './demo.ts'
import {
  listOpportunities,
  ownersOf,
  patchOpportunity,
  readOpportunity,
  stagesOf,
  uiRecord,
} from './opportunities.ts'
import { PEOPLE, personById, personBySalesforceId } from './people.ts'
import { quickActions } from './quick-actions.ts'

const MODULES = join(import.meta.dirname, '../../../node_modules/@salesforce-ux')

/** What the Salesforce page is made of, besides the host's own files: Salesforce's two looks and the bundled components. */
export function salesforceFiles(lightning: LightningBuild): Router {
  const router = Router()
  const kept = { index: false, immutable: true, maxAge: '1d' } as const
  router.use('/slds/1', express.static(join(MODULES, 'design-system/assets'), kept))
  router.use('/slds/2', express.static(join(MODULES, 'design-system-2/dist'), kept))
  router.get('/lightning', (_request, response) => void response.json(lightning.state()))
  router.get('/lightning/components.js', async (_request, response) => {
    // The address carries the version; `root` because of the dot folder in the path.
    response
      .set('Cache-Control', 'max-age=31536000, immutable')
      .sendFile(BUNDLE_FILE, { root: await lightning.ready(), dotfiles: 'allow', cacheControl: false })
  })
  return router
}

/** The org as its own pages see it, and what its Apex would answer. */
export function salesforceApi(demo: () => Demo): Router {
  const router = Router()
  const org = (): Org => demo().salesforce.org
  router.get('/salesforce/opportunities', (request, response) => {
    const query = listQuery.parse(Object.fromEntries(new URLSearchParams(request.url.split('?')[1])))
    response.json(listOpportunities(org(), query))
  })
  router.get('/salesforce/opportunities/:id', (request, response) => {
    response.json(readOpportunity(org(), request.params.id))
  })
  router.patch('/salesforce/opportunities/:id', (request, response) => {
    const { userId, fields } = patchRequest.parse(request.body)
    const person = personById(userId)
    if (!person) throw new Error('There is no such person.')
    response.json(patchOpportunity(org(), request.params.id, person.salesforceUserId, fields))
  })
  router.get('/salesforce/ui-api/records/:id', (request, response) => {
    response.json(uiRecord(org(), request.params.id))
  })
  router.post('/apex/:name', async (request, response) => {
    const { userId, parameters } = apexRequest.parse(request.body)
    const person = personBySalesforceId(userId)
    if (!person) throw new Error('There is no such person.')
    try {
      response.json(await demo().salesforce.apex(person, request.params.name, parameters))
    } catch (error) {
      // What Aura answers for an AuraHandledException; anything else is a fault of the stand-in itself.
      if (!(error instanceof ApexFault)) throw error
      response.status(500).json({
        exceptionType: 'System.AuraHandledException',
        isUserDefinedException: false,
        message: error.message,
        stackTrace: '',
      })
    }
  })
  return router
}

export const salesforceBootstrap = (org: Org): SalesforceOrg => ({
  id: org.settings.orgId,
  name: org.settings.name,
  timeZone: org.settings.timeZone,
  currency: org.settings.currency,
  stages: stagesOf(org),
  owners: ownersOf(org),
  quickActions: quickActions(),
  permissions: Object.fromEntries(PEOPLE.map((person) => [person.userId, customPermissionsOf(person)])),
})

const listQuery = z.object({
  search: z.string().max(200).default(''),
  stage: z.string().max(100).default(''),
  page: z.coerce.number().int().min(1).default(1),
})
const patchRequest = z.object({ userId: z.number(), fields: z.record(z.string(), z.string().max(10_000)) })
const apexRequest = z.object({ userId: z.string(), parameters: z.record(z.string(), z.unknown()) })
