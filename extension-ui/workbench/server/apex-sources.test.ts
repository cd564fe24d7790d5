import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { APEX_METHODS, type ApexMethod } from './apex-methods.ts'

const CLASSES = join(import.meta.dirname, '../../salesforce/force-app/main/default/classes')
const METHOD = /@AuraEnabled[^\n]*\n\s*public static String (\w+)\(([^)]*)\)\s*\{([\s\S]*?)\n {2}\}/g

type Seen = Omit<ApexMethod, 'needsAdmin'> & { needsAdmin: boolean }

/** Reads the controllers as far as their house style goes: one expression that says verb and path. */
function methodsInApex(): Record<string, Seen> {
  const found: Record<string, Seen> = {}
  for (const file of readdirSync(CLASSES).filter((name) => /Controller\.cls$/.test(name))) {
    const source = readFileSync(join(CLASSES, file), 'utf8')
    const guardsChanges = /private static String change[\s\S]*?FeatureManagement\.checkPermission/.test(
      source,
    )
    for (const [, name = '', signature = '', body = ''] of source.matchAll(METHOD)) {
      const parameters = signature
        .split(',')
        .map((each) => each.trim().split(/\s+/).at(-1) ?? '')
        .filter(Boolean)
      found[`${file.replace('.cls', '')}.${name}`] = { parameters, ...requestOf(body, source, guardsChanges) }
    }
  }
  return found
}

function requestOf(body: string, source: string, guardsChanges: boolean): Omit<Seen, 'parameters'> {
  const changed = /return change\(([^;]*)\);/
    .exec(body)?.[1]
    ?.split(',')
    .map((part) => part.trim())
  if (changed?.[0] === 'opportunityId') {
    const parts = changed.slice(1, -1).map((part) => (/^'/.test(part) ? text(part) : `{${part}}`))
    return {
      verb: 'POST',
      path: ['/v1/card/deals/{opportunityId}', ...parts].join('/'),
      needsOpportunity: true,
      needsAdmin: guardsChanges,
    }
  }
  if (changed) {
    return { verb: 'POST', path: text(changed[0]), needsOpportunity: false, needsAdmin: guardsChanges }
  }
  const verb = /PartnerDeskGateway\.(get|post)\(/.exec(body)?.[1] === 'post' ? 'POST' : 'GET'
  const ofDeal = /PartnerDeskPath\.ofDeal\(opportunityId\)(?: \+ ('[^']*'))?/.exec(body)
  const path = ofDeal
    ? `/v1/card/deals/{opportunityId}${text(ofDeal[1])}`
    : (/'(\/v1\/[^']*)'/.exec(body)?.[1] ?? '')
  // The query's names are the keys of the map in the method, or in the helper that it calls for them.
  const helper = /= (\w+)\(opportunityId\)/.exec(body)?.[1]
  const mapped =
    helper === undefined ? body : (source.split(`Map<String, String> ${helper}(`)[1]?.split('\n  }')[0] ?? '')
  const query = [...mapped.matchAll(/'(\w+)' =>/g)].map(([, name = '']) => name)
  return {
    verb,
    path,
    ...(query.length > 0 && { query }),
    needsOpportunity: ofDeal !== null,
    needsAdmin: false,
  }
}

const text = (literal: string | undefined): string => literal?.replaceAll("'", '') ?? ''

test('the stand-in asks for each Apex method what the Apex itself asks', () => {
  const expected = Object.fromEntries(
    Object.entries(APEX_METHODS).map(([name, method]) => [
      name,
      { ...method, needsAdmin: method.needsAdmin ?? false },
    ]),
  )
  expect(methodsInApex()).toEqual(expected)
})

/** The code that Apex gives to each of its sentences; faults of the platform itself all leave the gateway in one place. */
function codesInApex(): Map<string, string> {
  const files = readdirSync(CLASSES).filter((name) => name.endsWith('.cls') && !name.endsWith('Test.cls'))
  const source = files.map((file) => readFileSync(join(CLASSES, file), 'utf8')).join('\n')
  const pairs = (pattern: RegExp): [string, string][] =>
    [...source.matchAll(pattern)].map(([, first = '', second = '']) => [first, second])
  const codeOf = new Map(
    pairs(/static PartnerDeskException (\w+)\(String detail\) \{\s*return described\(0, '(\w+)'/g),
  )
  const [[platform = ''] = []] = pairs(/throw PartnerDeskException\.(\w+)\(whatToDo\(/g)
  return new Map([
    ...pairs(/PartnerDeskException\.(\w+)\(Label\.(\w+)\)/g).map(([factory, label]): [string, string] => [
      label,
      codeOf.get(factory) ?? '',
    ]),
    ...pairs(/PartnerDeskException\.refused\(\s*\d+,\s*'(\w+)',\s*Label\.(\w+)/g).map(
      ([code, label]): [string, string] => [label, code],
    ),
    ...pairs(/return Label\.(\w+)()/g).map(([label]): [string, string] => [
      label,
      codeOf.get(platform) ?? '',
    ]),
  ])
}

test('the stand-in gives each of its refusals the code that Apex gives to that sentence', () => {
  const standIn = readFileSync(join(import.meta.dirname, 'apex-stand-in.ts'), 'utf8')
  const refusals = [...standIn.matchAll(/refused\(\d+, '(\w+)', ([^;\n]*)\)$/gm)].flatMap(
    ([, code, labels = '']) => [...labels.matchAll(/'(\w+)'/g)].map(([, label = '']) => ({ label, code })),
  )
  expect(refusals).toHaveLength(6)
  const inApex = codesInApex()
  expect(refusals.map(({ label }) => ({ label, code: inApex.get(label) }))).toEqual(refusals)
})
