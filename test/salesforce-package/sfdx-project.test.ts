import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { SALESFORCE_API_VERSION } from '../../connectors/salesforce/api-version.ts'
import { ROOT } from './package-files.ts'

const require = createRequire(import.meta.url)
const json = (file: string): unknown => JSON.parse(readFileSync(join(ROOT, file), 'utf8'))
const project = z
  .looseObject({
    sourceApiVersion: z.string(),
    namespace: z.string(),
    packageDirectories: z.array(z.looseObject({ path: z.string(), definitionFile: z.string() })).length(1),
    replacements: z.array(
      z.strictObject({ filename: z.string(), stringToReplace: z.string(), replaceWithEnv: z.string() }),
    ),
  })
  .parse(json('sfdx-project.json'))

test.each([
  ['sfdx-project.json', require.resolve('@salesforce/schemas/sfdx-project.schema.json')],
  [
    'extension-ui/salesforce/config/project-scratch-def.json',
    require.resolve('@salesforce/schemas/project-scratch-def.schema.json'),
  ],
])('%s is what the Salesforce command line takes', (file, schema) => {
  // Salesforce's schemas have annotations of their own and formats of an older draft.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  const validate = ajv.compile(
    z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(schema, 'utf8'))),
  )
  validate(json(file))
  expect(validate.errors ?? []).toEqual([])
})

test('the project speaks the version of the API that the connector speaks', () => {
  expect(project.sourceApiVersion).toBe(SALESFORCE_API_VERSION)
})

test('the project is ready for a namespace and names folders that are there', () => {
  expect(project.namespace).toBe('')
  for (const { path, definitionFile } of project.packageDirectories) {
    expect(existsSync(join(ROOT, path))).toBe(true)
    expect(existsSync(join(ROOT, definitionFile))).toBe(true)
  }
})

test('everything that differs between authors is put in by the build', () => {
  for (const { filename, stringToReplace } of project.replacements) {
    expect(readFileSync(join(ROOT, filename), 'utf8')).toContain(stringToReplace)
  }
  expect(project.replacements.map(({ replaceWithEnv }) => replaceWithEnv)).toEqual([
    'PARTNER_DESK_SERVER_URL',
    'PARTNER_DESK_CONTACT_EMAIL',
    'PARTNER_DESK_ECA_ORG_ID',
    'PARTNER_DESK_ECA_OAUTH_LINK',
    'PARTNER_DESK_SERVER_IP',
  ])
})
