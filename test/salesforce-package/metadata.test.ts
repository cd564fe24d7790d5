import { describe, expect, test } from 'vitest'
import { SALESFORCE_API_VERSION } from '../../connectors/salesforce/api-version.ts'
import { metadataFaults } from './metadata-schema.ts'
import { metadataIn, nameOf, packageFiles, readSource, textOf, textsWithin } from './package-files.ts'

const files = packageFiles()
const metaFiles = files.filter((file) => file.endsWith('-meta.xml'))

describe('the metadata of the package', () => {
  test.each(metaFiles)('is what the Metadata API takes: %s', (file) => {
    expect(metadataFaults(readSource(file))).toEqual([])
  })

  test('has a source for every description and a description for every source', () => {
    const bundles = new Set(files.flatMap((file) => /^lwc\/[^/]+/.exec(file) ?? []))
    const descriptionOf = (file: string) =>
      file.startsWith('lwc/') ? `${bundleFile(file)}.js-meta.xml` : `${file}-meta.xml`
    const undescribed = files.filter(
      (file) => !file.endsWith('-meta.xml') && !files.includes(descriptionOf(file)),
    )
    const sourceless = metaFiles.filter(
      (file) => /\.(cls|js)-meta\.xml$/.test(file) && !files.includes(file.replace('-meta.xml', '')),
    )
    expect({ undescribed, sourceless }).toEqual({ undescribed: [], sourceless: [] })
    expect(bundles.size).toBe(metaFiles.filter((file) => file.startsWith('lwc/')).length)
  })

  test('has names inside its files that are the names of its files', () => {
    const differing = [...metadataIn()].filter(([file, root]) => {
      const name = textOf(root, 'fullName')
      return name !== '' && name !== nameOf(file)
    })
    expect(differing.map(([file]) => file)).toEqual([])
  })

  test('speaks one version of the API', () => {
    const others = [...metadataIn()].filter(([file, root]) => {
      const versions = textsWithin(root, 'apiVersion')
      const needed = /^(classes|lwc)\//.test(file) ? 1 : 0
      return versions.length < needed || versions.some((version) => version !== SALESFORCE_API_VERSION)
    })
    expect(others.map(([file]) => file)).toEqual([])
  })

  test('describes every field and object, and helps with every field that people see', () => {
    const silent = [...metadataIn('objects/')].filter(([file, root]) => {
      if (file.endsWith('.object-meta.xml')) return textOf(root, 'description') === ''
      if (!file.endsWith('.field-meta.xml')) return false
      const help = file.includes('/Partner_Desk_Key__c/') || textOf(root, 'inlineHelpText') !== ''
      return textOf(root, 'description') === '' || !help
    })
    expect(silent.map(([file]) => file)).toEqual([])
  })
})

describe('the check of metadata', () => {
  const permission = (inner: string) =>
    `<?xml version="1.0"?><CustomPermission xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</CustomPermission>`

  test.each([
    ['a sound file', permission('<isLicensed>false</isLicensed><label>A</label>'), []],
    [
      'an unclosed element',
      '<CustomPermission><label>A</CustomPermission>',
      [expect.stringMatching(/^not well-formed/)],
    ],
    ['an unknown type', '<Bogus/>', ['no metadata type <Bogus>']],
    ['a missing element', permission('<label>A</label>'), ['CustomPermission: missing <isLicensed>']],
    [
      'an unknown element',
      permission('<isLicensed>true</isLicensed><label>A</label><bogus/>'),
      ['CustomPermission: unexpected <bogus>'],
    ],
    [
      'a repeated element',
      permission('<isLicensed>true</isLicensed><label>A</label><label>B</label>'),
      ['CustomPermission/label: repeated'],
    ],
    [
      'a boolean that is none',
      permission('<isLicensed>maybe</isLicensed><label>A</label>'),
      ["CustomPermission/isLicensed: 'maybe' is none of true, false"],
    ],
    [
      'a value outside its enumeration',
      '<CustomField><type>Picklst</type></CustomField>',
      [expect.stringMatching(/^CustomField\/type: 'Picklst' is none of /)],
    ],
    [
      'a number that is none',
      '<CustomField><length>long</length></CustomField>',
      ["CustomField/length: 'long' is no number"],
    ],
    [
      'elements where a text belongs',
      permission('<isLicensed>true</isLicensed><label><b>A</b></label>'),
      ['CustomPermission/label: has elements where a text belongs'],
    ],
  ])('sees %s', (_, text, faults) => {
    expect(metadataFaults(text)).toEqual(faults)
  })
})

function bundleFile(file: string): string {
  const bundle = file.split('/')[1] ?? ''
  return `lwc/${bundle}/${bundle}`
}
