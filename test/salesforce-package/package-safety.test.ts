import { describe, expect, test } from 'vitest'
import { metadataIn, packageFiles, readSource, textsWithin } from './package-files.ts'

const files = packageFiles()
const apex = files
  .filter((file) => file.endsWith('.cls'))
  .map((file) => ({ file, text: withoutComments(readSource(file)) }))
const product = apex.filter(({ text }) => !/^\s*@IsTest/i.test(text))
const filesWhere = (sources: readonly { file: string; text: string }[], wrong: (text: string) => boolean) =>
  sources.filter(({ text }) => wrong(text)).map(({ file }) => file)

describe('the Apex of the package', () => {
  test('respects sharing in every class', () => {
    expect(filesWhere(apex, (text) => /\b(without|inherited)\s+sharing\b/i.test(text))).toEqual([])
    const silent = filesWhere(
      apex,
      (text) =>
        !/^\s*(@\w+(\([^)]*\))?\s+)*(public|private|global)\s+(with\s+sharing\s+class|interface)\b/i.test(
          text,
        ),
    )
    expect(silent).toEqual([])
  })

  test('says in every query and every change in whose name it acts', () => {
    const queries = (text: string) => text.match(/\[\s*SELECT\b[^\]]*\]/gi) ?? []
    expect(
      filesWhere(apex, (text) =>
        queries(text).some((query) => !/\bWITH\s+(USER|SYSTEM)_MODE\b/i.test(query)),
      ),
    ).toEqual([])
    expect(
      filesWhere(apex, (text) => /^\s*(insert|update|upsert|delete|undelete)\s+(?!as\s)/im.test(text)),
    ).toEqual([])
    expect(filesWhere(apex, (text) => /\bDatabase\.\w+\(|\bSearch\.query\b|\[\s*FIND\b/i.test(text))).toEqual(
      [],
    )
  })

  test('acts as the system in one place only, behind a permission', () => {
    expect(filesWhere(product, (text) => /SYSTEM_MODE|\bas\s+system\b/i.test(text))).toEqual([
      'classes/PartnerDeskKeyResource.cls',
    ])
    const resource = product.find(({ file }) => file.endsWith('/PartnerDeskKeyResource.cls'))?.text ?? ''
    expect(resource.indexOf('checkPermission')).toBeGreaterThan(0)
    expect(resource.indexOf('checkPermission')).toBeLessThan(resource.indexOf('as system'))
  })

  test('is global only where the platform asks for it', () => {
    expect(filesWhere(apex, (text) => /\bglobal\b/i.test(text))).toEqual([
      'classes/PartnerDeskKeyResource.cls',
    ])
  })

  test('gives no session away, writes no log, and calls nothing but the Named Credential', () => {
    expect(filesWhere(apex, (text) => /getSessionId|\$Api\.Session_ID/i.test(text))).toEqual([])
    expect(filesWhere(product, (text) => /System\.debug/i.test(text))).toEqual([])
    const endpoints = product.flatMap(({ text }) =>
      [...text.matchAll(/setEndpoint\(([^;]*)\);/g)].map((match) => match[1]),
    )
    expect(endpoints).toEqual([`'callout:' + PackagePrefix.prefixed('Partner_Desk') + path`])
  })

  test('keeps what people read in labels', () => {
    // Two words with a space between them: no code and no key of ours looks like that.
    const spoken = (text: string) =>
      withoutAnnotations(text)
        .match(/'(?:[^'\\]|\\.)*'/g)
        ?.filter((literal) => /^'[A-Z][a-z]+ [a-z]/.test(literal)) ?? []
    expect(product.flatMap(({ text }) => spoken(text))).toEqual([])
  })

  test('has a test class for every class that does something', () => {
    const names = new Set(files)
    const doers = product
      .filter(({ text }) => !/\binterface\b/.test(text))
      .map(({ file }) => file.replace('.cls', 'Test.cls'))
      .filter((file) => !names.has(file))
    // These are shown by the tests of the actions, controllers and the gateway.
    expect(doers).toEqual([
      'classes/PartnerActionResultTest.cls',
      'classes/PartnerActionRunnerTest.cls',
      'classes/PartnerDeskExceptionTest.cls',
      'classes/VisibleOpportunitiesTest.cls',
    ])
  })
})

describe('the components of the package', () => {
  const scripts = files
    .filter((file) => /^lwc\/.*\.(js|html)$/.test(file))
    .map((file) => ({ file, text: withoutComments(readSource(file)) }))

  test('let no event of theirs out to the page', () => {
    const leaves = (text: string) => /bubbles:\s*true/.test(text) && /composed:\s*true/.test(text)
    expect(filesWhere(scripts, leaves)).toEqual([])
  })

  test('write no HTML, load no script and call nothing but Apex', () => {
    const wrong =
      /innerHTML|insertAdjacentHTML|lwc:inner-html|document\.write|\beval\(|loadScript|\bfetch\(|XMLHttpRequest/
    expect(filesWhere(scripts, (text) => wrong.test(text))).toEqual([])
  })
})

describe('the package', () => {
  test('has no guests', () => {
    const guest = files.filter((file) =>
      /guest|siteDotComSites|^(sites|communities|networks|profiles)\//i.test(file),
    )
    expect(guest).toEqual([])
    const mentioned = files
      .filter((file) => file.endsWith('-meta.xml'))
      .filter((file) =>
        /guest/i.test(
          readSource(file).replace('<isGuestCodeCredFlowEnabled>false</isGuestCodeCredFlowEnabled>', ''),
        ),
      )
    expect(mentioned).toEqual([])
  })

  test('holds no key, secret, token or org of anybody', () => {
    expect(files.filter((file) => /\.ecaGlblOauth|\.connectedApp|\.crt$|certs\//i.test(file))).toEqual([])
    const secret =
      /<(consumerKey|consumerSecret|password|oauthToken|oauthRefreshToken|certificate|authTokenEndpointUrl)>/
    const org = /\b00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?\b/
    const telling = files.filter((file) => secret.test(readSource(file)) || org.test(readSource(file)))
    expect(telling).toEqual([])
  })

  test('calls no address before its author has put one in', () => {
    const hosts = [...metadataIn().values()]
      .flatMap((root) => [...textsWithin(root, 'parameterValue'), ...textsWithin(root, 'endpoint')])
      .filter((value) => value.includes('://'))
    expect(hosts).toEqual(['https://partner-desk.invalid'])
  })

  test('needs no licence for its custom permissions, and protects the key', () => {
    for (const root of metadataIn('customPermissions/').values())
      expect(textsWithin(root, 'isLicensed')).toEqual(['false'])
    const setting = metadataIn('objects/Partner_Desk_Key__c/Partner_Desk_Key__c.object').values().next().value
    expect(
      setting && [...textsWithin(setting, 'visibility'), ...textsWithin(setting, 'customSettingsType')],
    ).toEqual(['Protected', 'Hierarchy'])
  })
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}

/** Labels of Flow actions cannot be custom labels: the platform takes constants there. */
function withoutAnnotations(text: string): string {
  return text.replace(/@Invocable(Variable|Method)\((?:'(?:[^'\\]|\\.)*'|[^')])*\)/g, '')
}
