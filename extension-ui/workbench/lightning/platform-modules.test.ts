import { expect, test } from 'vitest'
import { labelTexts } from './label-texts.ts'
import { platformModules } from './platform-modules.ts'

const plugin = platformModules({
  labels: new Map([['Greeting', 'Say "hello" & go']]),
  locale: 'en-US',
  timeZone: 'America/New_York',
  currency: 'USD',
})

/** The module's text; null for one that is none of the platform's. */
function load(id: string): string | null {
  // Plain functions that use nothing of Rollup's context.
  const resolve = plugin.resolveId as unknown as (id: string) => string | null
  const text = plugin.load as unknown as (id: string) => string
  const resolved = resolve(id)
  return resolved === null ? null : text(resolved)
}

test('gives components the texts of the package’s labels', () => {
  expect(load('@salesforce/label/c.Greeting')).toBe('export default "Say \\"hello\\" & go"')
})

test('refuses a label that the package does not have, as a deployment would', () => {
  expect(() => load('@salesforce/label/c.Missing')).toThrow('no custom label Missing')
})

test('leaves the labels of the base components to them', () => {
  expect(load('@salesforce/label/LightningModal.close')).toBeNull()
})

test('names fields as the schema has them', () => {
  expect(load('@salesforce/schema/Opportunity.StageName')).toBe(
    'export default {"objectApiName":"Opportunity","fieldApiName":"StageName"}',
  )
})

test('lets a custom permission follow the person', async () => {
  const text = load('@salesforce/customPermission/Partner_Desk_Admin') ?? ''
  const permission = new Function(
    'readPerson',
    text.replace(/^import.*$/m, '').replace(/export \{ value as default \}/, 'return () => value'),
  ) as (read: (tell: (person: { permissions: string[] }) => void) => void) => () => unknown
  let tell: (person: { permissions: string[] }) => void = () => {}
  const value = permission((read) => (tell = read))
  tell({ permissions: ['Partner_Desk_Admin'] })
  expect(value()).toBe(true)
  tell({ permissions: [] })
  expect(value()).toBeUndefined()
})

test('reads labels from a metadata file, entities and all', () => {
  const file = new URL(
    '../fixtures/lightning/main/default/labels/CustomLabels.labels-meta.xml',
    import.meta.url,
  )
  expect(labelTexts(file.pathname)).toEqual(new Map([['Probe_Title', 'Probe & panel']]))
})
