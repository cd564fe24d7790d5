import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Express } from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createApp } from '../../server/http/app.ts'
import { endpoints, routes } from '../../server/http/routes.ts'
import { type TestApp, startTestApp } from '../support/test-app.ts'

const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  schema: z.unknown(),
})
const media = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }))
const operation = z.object({
  operationId: z.string(),
  summary: z.string().min(10),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(parameter).default([]),
  requestBody: z.object({ required: z.literal(true), content: media }).optional(),
  responses: z.record(
    z.string().regex(/^[2-5]\d\d$/),
    z.object({ description: z.string(), content: media.optional() }),
  ),
})
const description = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(z.enum(['get', 'post', 'put', 'delete']), operation),
  ),
  components: z.object({
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
    securitySchemes: z.record(z.string(), z.unknown()),
  }),
})

let app: TestApp
let api: z.infer<typeof description>

beforeAll(async () => {
  app = await startTestApp()
  api = description.parse((await app.send('GET', '/openapi.json')).json())
})
afterAll(() => app.close())

/** Posted because they take long or say more than fits into an address. */
const CHANGE_NOTHING = new Set(['tryPlanExample', 'replayCommission', 'verifyLedger'])

const operations = () =>
  Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method, ...described })),
  )

/** What Express really answers to, read from its router. */
function mounted(express: Express): { path: string; method: string }[] {
  const layers = z.array(
    z.object({
      route: z.object({ path: z.string(), methods: z.record(z.string(), z.boolean()) }).optional(),
    }),
  )
  const { stack } = express.router
  return layers
    .parse(stack)
    .flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => ({ path: route.path, method })) : [],
    )
}

describe('the API description', () => {
  test('covers every mounted route and nothing else', () => {
    const real = mounted(createApp(app.context)).map(
      ({ path, method }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    )
    expect(real.length).toBeGreaterThan(10)
    expect(
      operations()
        .map(({ path, method }) => `${method} ${path}`)
        .sort(),
    ).toEqual(real.sort())
    expect(real).toHaveLength(routes.length + endpoints.length)
  })

  test('names each operation once', () => {
    const ids = operations().map(({ operationId }) => operationId)
    expect(ids).toEqual([...new Set(ids)])
  })

  test('describes each parameter of each path, and says how to sign in', () => {
    for (const { path, parameters, security } of operations()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(
        parameters.filter((given) => given.in === 'path').map((given) => given.name),
        path,
      ).toEqual(named)
      const schemes = security.flatMap((scheme) => Object.keys(scheme))
      for (const scheme of schemes) expect(api.components.securitySchemes).toHaveProperty(scheme)
      if (path.startsWith('/v1/card')) expect(schemes).toEqual(['hubspotSignature', 'salesforceAssertion'])
      if (path.startsWith('/v1/console')) expect(schemes).toEqual(['session'])
    }
  })

  test('holds only schemas that a JSON Schema 2020-12 validator can use', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'https://desk.test/api', components: api.components })
    for (const { path, requestBody, responses } of operations()) {
      const contents = [requestBody?.content, ...Object.values(responses).map((response) => response.content)]
      for (const content of contents) {
        for (const { schema } of Object.values(content ?? {})) {
          const text = JSON.stringify(schema).replaceAll(
            '"#/components',
            '"https://desk.test/api#/components',
          )
          expect(() => ajv.compile(JSON.parse(text)), path).not.toThrow()
        }
      }
    }
  })

  test('asks for an idempotency key in every change, except signing out', () => {
    const changes = operations().filter(
      ({ path, method }) => method !== 'get' && /^\/v1\/(card|console)\//.test(path),
    )
    for (const { operationId, requestBody } of changes) {
      if (operationId === 'signOut' || CHANGE_NOTHING.has(operationId)) continue
      expect(JSON.stringify(requestBody), operationId).toContain('idempotencyKey')
    }
  })
})
