import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ACCOUNT_FIELDS, OPPORTUNITY_FIELDS } from '../../connectors/salesforce/fields.ts'
import {
  all,
  metadataIn,
  nameOf,
  packageFiles,
  readSource,
  ROOT,
  textOf,
  textsWithin,
  type Xml,
} from './package-files.ts'

// Names that one file writes of another. The platform resolves them at deployment only, or not before somebody clicks.

const files = packageFiles()
const namesIn = (folder: string) => new Set([...metadataIn(folder).keys()].map(nameOf))
const classes = files.filter((file) => /^classes\/.*\.cls$/.test(file))
const components = new Set(files.flatMap((file) => /^lwc\/([^/]+)\//.exec(file)?.[1] ?? []))
const fields = new Map<string, Xml>(
  [...metadataIn('objects/')]
    .filter(([file]) => file.includes('/fields/'))
    .map(([file, root]) => [`${file.split('/')[1]}.${nameOf(file)}`, root] as const),
)
const ownObjects = new Set(
  [...metadataIn('objects/').keys()].filter((file) => file.endsWith('.object-meta.xml')).map(nameOf),
)
const permissionSets = [...metadataIn('permissionsets/')]
const isOwn = (name: string) => name.endsWith('__c')

/** What of `used` is not among `known`; the message of a failing test lists it. */
const unknown = (used: Iterable<string>, known: { has(name: string): boolean }) =>
  [...new Set(used)].filter((name) => !known.has(name)).sort()

describe('the labels', () => {
  const labels = all([...metadataIn('labels/').values()][0] ?? emptyXml(), 'labels')
  const names = labels.map((label) => textOf(label, 'fullName'))
  const code = files.filter((file) => /\.(cls|js)$/.test(file)).map(readSource)
  const used = code.flatMap((text) =>
    [...text.matchAll(/\bLabel\.(\w+)|@salesforce\/label\/c\.(\w+)/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    ),
  )

  test('are there for every use, and used every one', () => {
    expect(unknown(used, new Set(names))).toEqual([])
    expect(unknown(names, new Set(used))).toEqual([])
  })

  test('are sorted, each once, with a text of at most 1,000 characters and a description of at most 80', () => {
    expect(names).toEqual([...new Set(names)].sort())
    const long = labels.filter(
      (label) => textOf(label, 'value').length > 1000 || textOf(label, 'shortDescription').length > 80,
    )
    expect(long.map((label) => textOf(label, 'fullName'))).toEqual([])
  })
})

describe('what components import of the platform', () => {
  const scripts = files.filter((file) => file.endsWith('.js')).map(readSource)
  const imported = (pattern: RegExp) =>
    scripts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''))

  test('are methods of controllers', () => {
    const methods = classes.flatMap((file) =>
      [...readSource(file).matchAll(/@AuraEnabled\s+public static \w+ (\w+)\(/g)].map(
        (match) => `${nameOf(`${file}-meta.xml`)}.${match[1]}`,
      ),
    )
    expect(methods.length).toBe(14)
    expect(unknown(imported(/@salesforce\/apex\/([\w.]+)/g), new Set(methods))).toEqual([])
  })

  test('are custom permissions', () => {
    const used = imported(/@salesforce\/customPermission\/(\w+)/g)
    expect(unknown(used, namesIn('customPermissions/'))).toEqual([])
  })
})

describe('the permission sets', () => {
  const granted = (list: string, name: string) =>
    permissionSets.flatMap(([, root]) => all(root, list).map((access) => textOf(access, name)))

  test('name only what the package has', () => {
    expect(unknown(granted('classAccesses', 'apexClass'), namesIn('classes/'))).toEqual([])
    expect(unknown(granted('customPermissions', 'name'), namesIn('customPermissions/'))).toEqual([])
    expect(unknown(granted('applicationVisibilities', 'application'), namesIn('applications/'))).toEqual([])
    expect(unknown(granted('tabSettings', 'tab'), namesIn('tabs/'))).toEqual([])
    expect(unknown(granted('fieldPermissions', 'field').filter(isOwn), fields)).toEqual([])
    expect(unknown(granted('objectPermissions', 'object').filter(isOwn), ownObjects)).toEqual([])
  })

  test('are called as the texts that name them say', () => {
    for (const [file, root] of permissionSets)
      expect(textOf(root, 'label')).toBe(nameOf(file).replaceAll('_', ' '))
  })

  test('name principals of the external credential', () => {
    const principals = [...metadataIn('externalCredentials/')].flatMap(([file, root]) =>
      all(root, 'externalCredentialParameters').map(
        (parameter) => `${nameOf(file)}-${textOf(parameter, 'parameterName')}`,
      ),
    )
    const used = granted('externalCredentialPrincipalAccesses', 'externalCredentialPrincipal')
    expect(unknown(used, new Set(principals))).toEqual([])
  })

  test('leave out fields whose access nobody can grant', () => {
    const fixed = granted('fieldPermissions', 'field').filter((field) => {
      const root = fields.get(field)
      return root && (textOf(root, 'type') === 'MasterDetail' || textOf(root, 'required') === 'true')
    })
    expect(fixed).toEqual([])
  })

  test('grant each entrance of the Apex to somebody, and nothing that is none', () => {
    const entrances = classes
      .filter((file) => /@(AuraEnabled|InvocableMethod|RestResource)/.test(readSource(file)))
      .map((file) => nameOf(`${file}-meta.xml`))
    const reachable = granted('classAccesses', 'apexClass')
    expect(unknown(entrances, new Set(reachable))).toEqual([])
    expect(unknown(reachable, new Set(entrances))).toEqual([])
  })

  test.each(permissionSets)('%s lets its people call the server, or is the integration', (file, root) => {
    const objects = all(root, 'objectPermissions').map((access) => textOf(access, 'object'))
    const calls = all(root, 'externalCredentialPrincipalAccesses').length === 1
    expect(calls && objects.includes('UserExternalCredential')).toBe(!file.includes('Integration'))
    expect(all(root, 'customPermissions').map((access) => textOf(access, 'name'))).toEqual([nameOf(file)])
  })

  test('let people read what is mirrored, and only the integration write it', () => {
    const rights = ['allowCreate', 'allowEdit', 'allowDelete', 'editable', 'modifyAllRecords']
    const written = (root: Xml) =>
      [...all(root, 'objectPermissions'), ...all(root, 'fieldPermissions')]
        .filter((access) => rights.some((right) => textOf(access, right) === 'true'))
        .map((access) => textOf(access, 'object') || textOf(access, 'field'))
    const writers = permissionSets.filter(([, root]) =>
      written(root).some((name) => !name.startsWith('Account.')),
    )
    expect(writers.map(([file]) => nameOf(file))).toEqual(['Partner_Desk_Integration'])
    const shown = [...fields].filter(
      ([name, root]) => !name.startsWith('Partner_Desk_Key__c.') && textOf(root, 'type') !== 'MasterDetail',
    )
    for (const [, root] of permissionSets)
      expect(
        unknown(
          shown.map(([name]) => name),
          readableBy(root),
        ),
      ).toEqual([])
  })

  test('let the integration read every field that the connector asks for, and no other standard field', () => {
    const root = permissionSets.find(([file]) => file.includes('Integration'))?.[1] ?? emptyXml()
    const asked = [
      ...OPPORTUNITY_FIELDS.map((field) => `Opportunity.${field}`),
      ...ACCOUNT_FIELDS.map((field) => `Account.${field}`),
    ].filter((field) => !ALWAYS_READABLE.has(field.replace(/^\w+\./, '')))
    expect([...readableBy(root)].filter((field) => !isOwn(field)).sort()).toEqual(asked.sort())
  })

  test('give nobody access to the signing key', () => {
    expect(granted('fieldPermissions', 'field').filter((field) => field.includes('Key'))).toEqual([])
    expect(granted('objectPermissions', 'object')).not.toContain('Partner_Desk_Key__c')
  })
})

test('the connector names objects and fields of the package as they are', () => {
  const connector = ['fields.ts', 'partner-records.ts']
    .map((file) => readFileSync(join(ROOT, 'connectors/salesforce', file), 'utf8'))
    .join('\n')
  const used = connector.match(/\b[A-Z]\w*__c\b/g) ?? []
  const known = [...ownObjects, ...[...fields.keys()].map((field) => field.replace(/^\w+\./, ''))]
  expect(used.length).toBeGreaterThan(15)
  expect(unknown(used, new Set(known))).toEqual([])
})

describe('pages, tabs, actions and lists', () => {
  test('name components that are there', () => {
    const used = [
      ...[...metadataIn('tabs/').values()].map((root) => textOf(root, 'lwcComponent')),
      ...[...metadataIn('quickActions/').values()].map((root) => textOf(root, 'lightningWebComponent')),
      ...[...metadataIn('flexipages/').values()]
        .flatMap((root) => textsWithin(root, 'componentName'))
        .filter((name) => !name.includes(':')),
    ].filter((name) => name !== '')
    expect(used.length).toBe(5)
    expect(unknown(used, components)).toEqual([])
  })

  test('name components that are made for their place', () => {
    const targets = (component: string) =>
      textsWithin(metadataIn(`lwc/${component}/`).values().next().value ?? emptyXml(), 'target')
    const missing = [
      ...[...metadataIn('tabs/').values()].map(
        (root) => [textOf(root, 'lwcComponent'), 'lightning__Tab'] as const,
      ),
      ...[...metadataIn('quickActions/').values()].map(
        (root) => [textOf(root, 'lightningWebComponent'), 'lightning__RecordAction'] as const,
      ),
      ['partnerPanel', 'lightning__RecordPage'] as const,
    ].filter(([component, target]) => component !== '' && !targets(component).includes(target))
    expect(missing).toEqual([])
  })

  test('name actions and tabs that are there', () => {
    const actions = [...metadataIn('flexipages/').values()]
      .flatMap((root) => textsWithin(root, 'value'))
      .filter((value) => /^Opportunity\./.test(value))
    const actionNames = new Set([...metadataIn('quickActions/').keys()].map((file) => nameOf(file)))
    expect(actions.length).toBe(2)
    expect(unknown(actions, actionNames)).toEqual([])
    const tabs = [...metadataIn('applications/').values()]
      .flatMap((root) => textsWithin(root, 'tabs'))
      .filter((tab) => !tab.startsWith('standard-'))
    expect(unknown(tabs, namesIn('tabs/'))).toEqual([])
  })

  test('place every region of a page once', () => {
    for (const root of metadataIn('flexipages/').values()) {
      const facets = all(root, 'flexiPageRegions')
        .filter((region) => textOf(region, 'type') === 'Facet')
        .map((region) => textOf(region, 'name'))
      const placed = textsWithin(root, 'value').filter((value) => facets.includes(value))
      expect(placed.sort()).toEqual(facets.sort())
      const identifiers = textsWithin(root, 'identifier')
      expect(new Set(identifiers).size).toBe(identifiers.length)
    }
  })

  test('name fields that are there', () => {
    const used = [
      ...inFolder('objects/', /\/(listViews|compactLayouts)\//, (root) => [
        ...textsWithin(root, 'columns'),
        ...textsWithin(root, 'field'),
        ...textsWithin(root, 'fields'),
      ]),
      ...inFolder('layouts/', /./, (root) => textsWithin(root, 'field')),
      ...reportFields(),
    ].filter(isOwn)
    expect(used.length).toBeGreaterThan(30)
    expect(unknown(used, fields)).toEqual([])
  })

  test('join report types by relationships that are there', () => {
    const relationships = [...fields.values()].map((root) => `${textOf(root, 'relationshipName')}__r`)
    const used = [...metadataIn('reportTypes/').values()].flatMap((root) => textsWithin(root, 'relationship'))
    expect(used.length).toBe(2)
    expect(unknown(used, new Set(relationships))).toEqual([])
  })

  test('assign compact layouts that are there', () => {
    const used = [...metadataIn('objects/').values()].flatMap((root) =>
      textsWithin(root, 'compactLayoutAssignment'),
    )
    const known = [...metadataIn('objects/').keys()]
      .filter((file) => file.includes('/compactLayouts/'))
      .map(nameOf)
    expect(unknown(used, new Set(known))).toEqual([])
  })
})

/** Fields whose access nobody sets: system fields, and those that every record must have. */
const ALWAYS_READABLE = new Set(
  'Id Name StageName CloseDate OwnerId IsClosed IsWon IsDeleted MasterRecordId CreatedDate SystemModstamp CurrencyIsoCode'.split(
    ' ',
  ),
)

function readableBy(permissionSet: Xml): Set<string> {
  const granted = all(permissionSet, 'fieldPermissions').filter(
    (access) => textOf(access, 'readable') === 'true',
  )
  return new Set(granted.map((access) => textOf(access, 'field')))
}

function inFolder(folder: string, path: RegExp, names: (root: Xml) => string[]): string[] {
  return [...metadataIn(folder)]
    .filter(([file]) => path.test(file))
    .flatMap(([file, root]) => {
      const object = folder === 'layouts/' ? nameOf(file).replace(/-.*$/, '') : file.split('/')[1]
      return names(root).map((name) => `${object}.${name}`)
    })
}

/** A report type names fields of a joined object by the way that leads there. */
function reportFields(): string[] {
  const objects: Record<string, string> = {
    Opportunity: 'Opportunity',
    'Opportunity.Deal_Registrations__r': 'Deal_Registration__c',
    'Opportunity.Partner_Credits__r': 'Partner_Credit__c',
  }
  return [...metadataIn('reportTypes/').values()].flatMap((root) =>
    all(root, 'sections').flatMap((section) =>
      all(section, 'columns').map(
        (column) => `${objects[textOf(column, 'table')] ?? 'no such table'}.${textOf(column, 'field')}`,
      ),
    ),
  )
}

function emptyXml(): Xml {
  return { text: '', children: new Map() }
}
