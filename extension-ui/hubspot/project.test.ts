import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'

// HubSpot validates metafiles only on its servers. These schemas say what its documentation and its own templates
// (HubSpot/hubspot-project-components, 2026.03) allow, so that a typing mistake fails here and not at an upload.

const source = join(import.meta.dirname, 'src')
const uid = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/)
const https = z.url({ protocol: /^https$/ })

const app = z.strictObject({
  uid,
  type: z.literal('app'),
  config: z.strictObject({
    name: z
      .string()
      .max(200)
      .regex(/^(?!.*Hub).*$/),
    description: z.string().max(8192),
    distribution: z.literal('marketplace'),
    auth: z.strictObject({
      type: z.literal('oauth'),
      redirectUrls: z.array(https).min(1),
      requiredScopes: z.array(z.string()),
      optionalScopes: z.array(z.string()),
      conditionallyRequiredScopes: z.array(z.string()),
    }),
    permittedUrls: z.strictObject({ fetch: z.array(https), iframe: z.array(https), img: z.array(https) }),
    support: z.strictObject({
      supportEmail: z.email(),
      documentationUrl: https,
      supportUrl: https,
    }),
  }),
})

const card = z.strictObject({
  uid,
  type: z.literal('card'),
  config: z.strictObject({
    name: z.string().min(1),
    description: z.string(),
    location: z.literal('crm.record.tab'),
    entrypoint: z.string().startsWith('/app/cards/'),
    objectTypes: z.array(z.literal('deals')).length(1),
  }),
})

const event = z.enum(['creation', 'deletion', 'merge', 'restore', 'associationChange', 'propertyChange'])
const webhooks = z.strictObject({
  uid,
  type: z.literal('webhooks'),
  config: z.strictObject({
    settings: z.strictObject({ targetUrl: https, maxConcurrentRequests: z.int().min(6) }),
    subscriptions: z.strictObject({
      crmObjects: z.array(
        z
          .strictObject({
            subscriptionType: z.templateLiteral(['object.', event]),
            objectType: z.enum(['deal', 'company']),
            propertyName: z.string().optional(),
            active: z.literal(true),
          })
          .refine((item) => (item.subscriptionType === 'object.propertyChange') === 'propertyName' in item),
      ),
      legacyCrmObjects: z.array(z.never()),
      hubEvents: z.array(z.never()),
    }),
  }),
})

const profile = z.strictObject({ accountId: z.literal(0), variables: z.strictObject({ API_ORIGIN: https }) })

const exampleProfile = profile.parse(JSON.parse(readFileSync(join(source, 'hsprofile.example.json'), 'utf8')))

/** A metafile as HubSpot reads it with the example profile. */
function metafile(path: string): unknown {
  const text = readFileSync(join(source, path), 'utf8')
  return JSON.parse(text.replaceAll('${API_ORIGIN}', exampleProfile.variables.API_ORIGIN))
}

const appFile = () => app.parse(metafile('app/app-hsmeta.json'))
const cardFile = () => card.parse(metafile('app/cards/partner-card-hsmeta.json'))
const webhooksFile = () => webhooks.parse(metafile('app/webhooks/webhooks-hsmeta.json'))

test('the project names a platform version that its API version matches', () => {
  const project = z.strictObject({
    name: z.string(),
    srcDir: z.string(),
    platformVersion: z.literal('2026.03'),
  })
  const read = project.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'hsproject.json'), 'utf8')))
  expect(join(import.meta.dirname, read.srcDir)).toBe(source)
})

test('every metafile is where HubSpot looks, has only known keys and a uid of its own', () => {
  const found = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('-hsmeta.json'),
  )
  // A metafile anywhere else would be skipped without a word.
  expect(found.toSorted()).toEqual([
    'app/app-hsmeta.json',
    'app/cards/partner-card-hsmeta.json',
    'app/webhooks/webhooks-hsmeta.json',
  ])
  const uids = [appFile(), cardFile(), webhooksFile()].map((file) => file.uid)
  expect(new Set(uids).size).toBe(uids.length)
})

test("the server's origin is one value: no metafile names it, and all its addresses follow the profile", () => {
  const { API_ORIGIN } = exampleProfile.variables
  const { auth, permittedUrls } = appFile().config
  expect(auth.redirectUrls).toEqual([`${API_ORIGIN}/oauth/hubspot/callback`])
  expect(permittedUrls).toEqual({ fetch: [API_ORIGIN], iframe: [], img: [] })
  expect(webhooksFile().config.settings.targetUrl).toBe(`${API_ORIGIN}/v1/webhooks/hubspot`)
  expect(new URL(API_ORIGIN).origin).toBe(API_ORIGIN)
})

test('asks for the scopes that the connector needs and no others', () => {
  const reads = [
    'crm.objects.deals.read',
    'crm.objects.companies.read',
    'crm.objects.owners.read',
    'crm.schemas.deals.read',
  ]
  const writes = ['crm.objects.deals.write', 'crm.schemas.deals.write']
  const { requiredScopes, optionalScopes, conditionallyRequiredScopes } = appFile().config.auth
  expect(requiredScopes.toSorted()).toEqual(['oauth', ...reads, ...writes].toSorted())
  const payments = ['crm.objects.invoices.read', 'crm.objects.commercepayments.read']
  expect(optionalScopes.toSorted()).toEqual(payments.toSorted())
  expect(conditionallyRequiredScopes).toEqual([])
})

test('the entry exists and exports nothing', () => {
  const entry = join(source, cardFile().config.entrypoint)
  expect(existsSync(entry)).toBe(true)
  expect(readFileSync(entry, 'utf8')).not.toMatch(/^export/m)
})

test('hears of everything on deals and companies that can change credit or commission, each once', () => {
  const { settings, subscriptions } = webhooksFile().config
  expect(new URL(settings.targetUrl).search).toBe('')
  const heard = subscriptions.crmObjects.map((item) =>
    [item.objectType, item.subscriptionType, item.propertyName].filter(Boolean).join(' '),
  )
  const everything = ['creation', 'deletion', 'merge', 'restore', 'associationChange']
  const properties = {
    deal: [
      'amount',
      'closedate',
      'deal_currency_code',
      'dealname',
      'dealstage',
      'dealtype',
      'hubspot_owner_id',
      'pipeline',
    ],
    company: ['domain', 'hs_parent_company_id', 'name'],
  }
  const expected = Object.entries(properties).flatMap(([type, names]) => [
    ...everything.map((name) => `${type} object.${name}`),
    ...names.map((name) => `${type} object.propertyChange ${name}`),
  ])
  expect(heard.toSorted()).toEqual(expected.toSorted())
})

test('the folder that HubSpot receives has no file that only a developer needs', () => {
  const ignored = readFileSync(join(import.meta.dirname, '.hsignore'), 'utf8')
  const tests = readdirSync(join(source, 'app/cards'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.test\.tsx?$/.test(path),
  )
  expect(tests.length).toBeGreaterThan(0)
  for (const path of tests) {
    expect(ignored).toContain(`*.test${basename(path).split('.test')[1]}`)
  }
  expect(ignored).toContain(`${relative(import.meta.dirname, join(source, 'app/cards/test'))}/`)
})
