import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** What the workbench needs of a HubSpot project, read from its metafiles as HubSpot would, with a profile's variables put in. */
export interface CardProject {
  /** Everything that a bundle is made from. */
  sourceDir: string
  appDir: string
  entry: string
  appName: string
  cardTitle: string
  location: string
  scopes: string[]
  /** Origins that `hubspot.fetch` may reach. */
  permittedFetch: string[]
  variables: Variables
  webhooks: { targetUrl: string; subscriptions: WebhookSubscription[] } | null
}

export type Variables = Record<string, string | number | boolean>

const projectFile = z.object({ srcDir: z.string() })
const appFile = z.object({
  config: z.object({
    name: z.string(),
    auth: z.object({ requiredScopes: z.array(z.string()) }),
    permittedUrls: z.object({ fetch: z.array(z.string()).default([]) }),
  }),
})
const cardFile = z.object({
  config: z.object({ name: z.string(), location: z.string(), entrypoint: z.string() }),
})
const webhookSubscription = z.object({
  subscriptionType: z.string(),
  objectType: z.string().optional(),
  propertyName: z.string().optional(),
  active: z.boolean().optional(),
})
type WebhookSubscription = z.infer<typeof webhookSubscription>
const webhooksFile = z.object({
  config: z.object({
    settings: z.object({ targetUrl: z.string() }),
    subscriptions: z.object({
      crmObjects: z.array(webhookSubscription).default([]),
      legacyCrmObjects: z.array(webhookSubscription).default([]),
    }),
  }),
})

/** Throws when a metafile is missing or not what HubSpot expects of it. */
export function readCardProject(projectDir: string, variables: Variables): CardProject {
  const { srcDir } = projectFile.parse(readJson(join(projectDir, 'hsproject.json'), {}))
  const sourceDir = join(projectDir, srcDir)
  const appDir = join(sourceDir, 'app')
  const app = appFile.parse(readJson(join(appDir, 'app-hsmeta.json'), variables)).config
  const cardPath = onlyMetafile(join(appDir, 'cards'))
  if (!cardPath) throw new Error(`${appDir}/cards has no -hsmeta.json`)
  const card = cardFile.parse(readJson(cardPath, variables)).config
  const webhooksPath = onlyMetafile(join(appDir, 'webhooks'))
  return {
    sourceDir,
    appDir: dirname(cardPath),
    entry: join(sourceDir, card.entrypoint),
    appName: app.name,
    cardTitle: card.name,
    location: card.location,
    scopes: app.auth.requiredScopes,
    permittedFetch: app.permittedUrls.fetch,
    variables,
    webhooks: webhooksPath ? readWebhooks(webhooksPath, variables) : null,
  }
}

function readWebhooks(path: string, variables: Variables): CardProject['webhooks'] {
  const { settings, subscriptions } = webhooksFile.parse(readJson(path, variables)).config
  return {
    targetUrl: settings.targetUrl,
    subscriptions: [...subscriptions.crmObjects, ...subscriptions.legacyCrmObjects],
  }
}

function onlyMetafile(folder: string): string | undefined {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return undefined // the folder is optional in a project
  }
  const name = names.find((candidate) => candidate.endsWith('-hsmeta.json'))
  return name && join(folder, name)
}

/** HubSpot puts a profile's variables in place of `${NAME}`; an unknown one stays as it is and fails later, as there. */
function readJson(path: string, variables: Variables): unknown {
  const text = readFileSync(path, 'utf8').replaceAll(/\$\{(\w+)\}/g, (whole, name: string) =>
    name in variables ? String(variables[name]) : whole,
  )
  return JSON.parse(text)
}
