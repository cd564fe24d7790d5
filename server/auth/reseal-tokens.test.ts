import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, startTestApp } from '../../test/support/test-app.ts'
import { type Tenant, seedTenant } from '../../test/support/seed-tenant.ts'
import { readTokens, saveTokens } from '../db/connection-store.ts'
import { resealTokens } from './reseal-tokens.ts'
import { createVault } from './vault.ts'

let app: TestApp
let tenants: Tenant[]

beforeAll(async () => {
  app = await startTestApp()
  tenants = [await seedTenant(app.context, '1'), await seedTenant(app.context, '2')]
})
afterAll(() => app.close())

test('after resealing, tokens of every workspace open without the old key, and nothing is left to do', async () => {
  const { db } = app.context
  const [oldKey, newKey] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
  const before = createVault([oldKey])
  const refreshTokens = ['refresh', null]
  for (const [index, { workspaceId, connectionId }] of tenants.entries()) {
    const tokens = {
      accessToken: `access ${index}`,
      refreshToken: refreshTokens[index] ?? null,
      expiresAt: null,
    }
    await db.inWorkspace(workspaceId, (tx) => saveTokens(tx, before, connectionId, tokens, new Date()))
  }

  const vault = createVault([newKey, oldKey])
  expect(await resealTokens({ db, vault })).toBe(2)
  expect(await resealTokens({ db, vault })).toBe(0)

  const after = createVault([newKey])
  for (const [index, { workspaceId, connectionId }] of tenants.entries()) {
    const tokens = await db.inWorkspace(workspaceId, (tx) => readTokens(tx, after, connectionId))
    expect(tokens).toMatchObject({ accessToken: `access ${index}`, refreshToken: refreshTokens[index] })
  }
})
