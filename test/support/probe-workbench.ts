import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { buildCard, buildWorkbench } from '../../extension-ui/workbench/build.ts'
import { startLightningBuild } from '../../extension-ui/workbench/lightning/lightning-build.ts'
import { readCardProject } from '../../extension-ui/workbench/server/card-project.ts'
import { Demo } from '../../extension-ui/workbench/server/demo.ts'
import { workbenchRoutes } from '../../extension-ui/workbench/server/routes.ts'
import { signatureV3 } from '../simulators/hubspot/signature.ts'

const PROBE_PACKAGE = join(
  import.meta.dirname,
  '../../extension-ui/workbench/fixtures/lightning/main/default',
)
const PROBE_COMPONENTS = {
  lwcFolder: join(PROBE_PACKAGE, 'lwc'),
  labelsFile: join(PROBE_PACKAGE, 'labels/CustomLabels.labels-meta.xml'),
}

export interface ProbeWorkbench {
  url: string
  demo: Demo
  /** What reached the app's server: method, path, person, and whether HubSpot's signature was right. */
  asked: string[]
  close(): Promise<void>
}

/** The workbench around a card that tries everything, with a small server behind it instead of the product's. */
export async function startProbeWorkbench(): Promise<ProbeWorkbench> {
  const project = readCardProject(join(import.meta.dirname, '../../extension-ui/workbench/fixtures/probe'), {
    API_ORIGIN: 'https://partner-desk.example.com',
  })
  const dataDir = mkdtempSync(join(tmpdir(), 'partner-desk-probe-'))
  const lightning = startLightningBuild(PROBE_COMPONENTS)
  const [files, cardDir, demo] = await Promise.all([
    buildWorkbench(),
    buildCard(project),
    Demo.open({ project, dataDir }),
  ])
  const asked: string[] = []
  const app = express()
  app.use(
    workbenchRoutes(() => demo, {
      ...files,
      cardDir: () => cardDir,
      events: (_request, response) => void response.status(204).end(),
      lightning,
    }),
  )
  app.use(express.text({ type: 'application/json' }))
  app.use((request, response) => {
    const body = typeof request.body === 'string' ? request.body : ''
    const timestamp = request.get('x-hubspot-request-timestamp') ?? ''
    const { clientSecret } = demo.hubspot.app
    const signed = signatureV3(clientSecret, {
      method: request.method,
      url: url + request.originalUrl,
      body,
      timestamp,
    })
    const genuine = signed === request.get('x-hubspot-signature-v3')
    asked.push(
      `${request.method} ${request.path} ${String(request.query.userId)} ${genuine ? 'signed' : 'forged'}`,
    )
    if (request.path === '/refuse') return void response.status(422).json({ detail: 'No' })
    response.json({ query: request.query, body: JSON.parse(body || 'null') })
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server's address is always an AddressInfo.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await demo.attach({ publicUrl: url, origin: url, connect: async () => 0 })
  return {
    url,
    demo,
    asked,
    async close() {
      lightning.close()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await demo.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
