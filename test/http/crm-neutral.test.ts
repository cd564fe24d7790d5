import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** Where the server may name a CRM: settings, how its cards and webhooks prove themselves, stored values, what is kept out of logs. */
const MAY_NAME = [
  /^server\/config\//,
  /^server\/main\.ts$/,
  /^server\/auth\/(card-proofs|verify-(hubspot|salesforce)-card)\.ts$/,
  /^server\/http\/receive-webhook\.ts$/,
  /^server\/db\/((commission-)?tables\.ts|migrations\/)/,
  /^server\/(logger|scrub-text)\.ts$/,
]

test('the server serves CRMs without knowing which', () => {
  const files = globSync('server/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  expect(files.length).toBeGreaterThan(100)
  const naming = files.filter(
    (file) =>
      !MAY_NAME.some((place) => place.test(file)) &&
      /hubspot|salesforce/i.test(readFileSync(join(root, file), 'utf8')),
  )
  expect(naming).toEqual([])
})
