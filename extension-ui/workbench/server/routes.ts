import express, { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { PortalProblem } from '../../../test/simulators/hubspot/portal-problem.ts'
import type { LightningBuild } from '../lightning/lightning-build.ts'
import type { Bootstrap, ProblemView, StateView } from '../workbench-api.ts'
import { cardFetchRequest } from './card-proxy.ts'
import { associationsOf, searchCrm } from './crm-requests.ts'
import { listDeals, ownersOf, patchDeal, readDeal, stagesOf } from './deals.ts'
import type { Demo } from './demo.ts'
import { PEOPLE, personById } from './people.ts'
import { salesforceApi, salesforceBootstrap, salesforceFiles } from './salesforce-routes.ts'
import { sendFresh } from './send-fresh.ts'

export interface WorkbenchFiles {
  hostDir: string
  workerDir: string
  /** Changes when the card is built again. */
  cardDir(): string
  events: RequestHandler
  lightning: LightningBuild
}

/** Everything of the workbench that a browser asks for; what it does not know goes on to the real server. */
export function workbenchRoutes(demo: () => Demo, files: WorkbenchFiles): Router {
  const router = Router()
  router.use('/workbench', refuseOtherSites, workbenchApi(demo, files))
  router.use('/oauth/authorize', toSimulator(demo))
  // The CRMs' own addresses of records and lists, so that links into them land here.
  router.get(['/', '/contacts/{*path}'], (_request, response) => sendHost(response, files, 'index.html'))
  router.get('/lightning/{*path}', (_request, response) => sendHost(response, files, 'salesforce.html'))
  return router
}

function workbenchApi(demo: () => Demo, files: WorkbenchFiles): Router {
  const api = Router()
  api.use('/pages', express.static(files.hostDir, { index: false, immutable: true, maxAge: '365d' }))
  api.get('/worker.js', (_request, response) => {
    // The worker's own policy: no network at all, like a card inside HubSpot.
    response.set('Content-Security-Policy', "default-src 'none'; script-src 'self'")
    sendFresh(response, files.workerDir, 'worker.js')
  })
  api.get('/card.js', (_request, response) => sendFresh(response, files.cardDir(), 'card.js'))
  api.get('/events', files.events)

  api.use(salesforceFiles(files.lightning))

  api.use(express.json({ limit: '2mb' }))
  api.use(salesforceApi(demo))
  api.get('/bootstrap', (_request, response) => void response.json(bootstrap(demo())))
  api.get('/deals', (request, response) => {
    // Read here: the server that this is mounted on has Express's own query parser switched off.
    const query = dealsQuery.parse(Object.fromEntries(new URLSearchParams(request.url.split('?')[1])))
    response.json(listDeals(demo().portal, query))
  })
  api.get('/deals/:dealId', (request, response) => {
    response.json(readDeal(demo().portal, request.params.dealId))
  })
  api.patch('/deals/:dealId', (request, response) => {
    const { userId, properties } = patchRequest.parse(request.body)
    response.json(patchDeal(demo().portal, request.params.dealId, userId, properties))
  })
  api.get('/clock', (_request, response) => void response.json({ now: demo().clock.now().toISOString() }))
  api.post('/clock', (request, response) => {
    const move = clockRequest.parse(request.body)
    const { clock } = demo()
    clock.moveTo('to' in move ? move.to : new Date(clock.now().getTime() + move.addDays * DAY_MS))
    response.json({ now: demo().clock.now().toISOString() })
  })
  api.get('/state', (_request, response) => {
    const state: StateView = demo().state()
    response.json(state)
  })
  api.post('/fetch', async (request, response) => {
    const { userId, request: asked } = fetchRequest.parse(request.body)
    const person = personById(userId)
    if (!person) throw new Error('There is no such person.')
    response.json(await demo().hubspot.cardProxy(person, asked))
  })
  api.post('/crm/search', (request, response) => {
    response.json(searchCrm(demo().portal, crmRequest.parse(request.body).request))
  })
  api.post('/crm/associations', (request, response) => {
    const { dealId, request: asked } = crmRequest.parse(request.body)
    response.json(associationsOf(demo().portal, dealId, asked))
  })
  api.post('/reset', async (_request, response) => {
    await demo().reset()
    response.json({})
  })
  api.use((_request, response) => void response.status(404).json({ message: 'There is no such address.' }))
  api.use(explain)
  return api
}

const dealsQuery = z.object({
  search: z.string().max(200).default(''),
  stage: z.string().max(100).default(''),
  page: z.coerce.number().int().min(1).default(1),
})
const patchRequest = z.object({
  userId: z.number(),
  properties: z.record(z.string(), z.string().max(10_000)),
})
const DAY_MS = 86_400_000
const clockRequest = z.union([
  z.strictObject({ addDays: z.number().int().min(1).max(3660) }),
  z.strictObject({ to: z.coerce.date() }),
])
const fetchRequest = z.object({ userId: z.number(), request: cardFetchRequest })
const crmRequest = z.object({ dealId: z.string().default(''), request: z.unknown().optional() })

function bootstrap(demo: Demo): Bootstrap {
  const { settings } = demo.portal
  return {
    portal: { id: settings.portalId, name: settings.name, timeZone: settings.timeZone },
    appId: demo.hubspot.app.appId,
    card: {
      title: demo.project.cardTitle,
      appName: demo.project.appName,
      location: demo.project.location,
      objectTypeId: '0-3',
      scriptUrl: '/workbench/card.js',
    },
    variables: demo.project.variables,
    people: [...PEOPLE],
    stages: stagesOf(demo.portal),
    owners: ownersOf(demo.portal),
    salesforce: salesforceBootstrap(demo.salesforce.org),
    homePath: demo.homePath(),
    records: demo.records(),
  }
}

function sendHost(response: Response, files: WorkbenchFiles, page: string): void {
  response.set(
    'Content-Security-Policy',
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-src 'self'; object-src 'none'; base-uri 'none'",
  )
  sendFresh(response, files.hostDir, page)
}

/** The consent page belongs to the CRM; here it shares the workbench's origin so that one address is enough. */
function toSimulator(demo: () => Demo): RequestHandler {
  return async (request, response) => {
    const answer = await fetch(demo().hubspot.url + request.originalUrl, {
      method: request.method,
      redirect: 'manual',
      headers: { 'content-type': request.get('content-type') ?? 'text/plain' },
      ...(request.method === 'POST' && { body: await textOf(request) }),
    })
    const location = answer.headers.get('location')
    if (location) response.set('Location', location)
    response.status(answer.status).type(answer.headers.get('content-type') ?? 'text/plain')
    response.send(await answer.text())
  }
}

async function textOf(request: Request): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // no encoding is set, so chunks are buffers
  return Buffer.concat(chunks).toString('utf8')
}

/** Another site that a visitor has open must not move the clock or act as somebody here. */
const refuseOtherSites: RequestHandler = (request, response, next) => {
  const site = request.get('sec-fetch-site')
  if (site === undefined || site === 'same-origin' || site === 'none') return next()
  response.status(403).json({ message: 'The workbench answers its own pages only.' })
}

function explain(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) return next(error)
  const problem: ProblemView = { message: sentenceOf(error) }
  response.status(400).json(problem)
}

function sentenceOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error)
  if (error instanceof PortalProblem && error.properties.length > 0) {
    return error.properties.map((problem) => problem.message).join(' ')
  }
  return error instanceof Error ? error.message : String(error)
}
