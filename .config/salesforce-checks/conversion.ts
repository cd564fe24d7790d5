import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ComponentSet, MetadataConverter } from '@salesforce/source-deploy-retrieve'
import { SALESFORCE_API_VERSION } from '../../connectors/salesforce/api-version.ts'
import { PACKAGE, ROOT } from './places.ts'

const MANIFEST = join(PACKAGE, 'manifest/package.xml')

/**
 * Converts the source as a deployment would, and compares what comes out with the manifest, name by name: the converter
 * itself drops a class without its description silently. `UPDATE_MANIFEST=1` writes the manifest anew instead.
 */
export async function conversionFaults(): Promise<string[]> {
  const components = ComponentSet.fromSource(join(PACKAGE, 'force-app'))
  // Without them the converter asks the network.
  components.apiVersion = SALESFORCE_API_VERSION
  components.sourceApiVersion = SALESFORCE_API_VERSION
  const folder = mkdtempSync(join(tmpdir(), 'salesforce-package-'))
  // The converter reads sfdx-project.json from the working directory.
  const before = process.cwd()
  process.chdir(ROOT)
  try {
    return [...(await manifestFaults(components)), ...(await replacementFaults(components, folder))]
  } finally {
    process.chdir(before)
    rmSync(folder, { recursive: true })
  }
}

async function manifestFaults(components: ComponentSet): Promise<string[]> {
  const made = membersOf(await components.getPackageXml())
  if (process.env['UPDATE_MANIFEST']) writeFileSync(MANIFEST, manifestOf(made))
  if (!existsSync(MANIFEST)) return [`${MANIFEST} is not there`]
  const expected = membersOf(readFileSync(MANIFEST, 'utf8'))
  return [
    ...[...expected]
      .filter((name) => !made.has(name))
      .map((name) => `${name} is in the manifest, but not converted`),
    ...[...made]
      .filter((name) => !expected.has(name))
      .map((name) => `${name} is converted, but not in the manifest`),
  ]
}

/** "ApexClass PartnerDeskGateway" for every member. Labels count as the one file that they are in. */
function membersOf(manifest: string): Set<string> {
  return new Set(
    [...manifest.matchAll(/<types>([\s\S]*?)<\/types>/g)].flatMap(([, block = '']) => {
      const type = /<name>(.*?)<\/name>/.exec(block)?.[1]
      if (type === 'CustomLabel') return ['CustomLabels CustomLabels']
      return [...block.matchAll(/<members>(.*?)<\/members>/g)].map((member) => `${type} ${member[1]}`)
    }),
  )
}

function manifestOf(members: ReadonlySet<string>): string {
  const byType = Map.groupBy([...members].sort(), (member) => member.slice(0, member.indexOf(' ')))
  const blocks = [...byType].map(([type, named]) => {
    const lines = named.map((member) => `        <members>${member.slice(type.length + 1)}</members>\n`)
    return `    <types>\n${lines.join('')}        <name>${type}</name>\n    </types>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
${blocks.join('')}    <version>${SALESFORCE_API_VERSION}</version>
</Package>
`
}

/** What an author puts in at build time gets into the package, and no placeholder stays. */
async function replacementFaults(components: ComponentSet, folder: string): Promise<string[]> {
  const values = {
    PARTNER_DESK_SERVER_URL: 'https://replaced-server.example',
    PARTNER_DESK_CONTACT_EMAIL: 'replaced@contact.example',
    PARTNER_DESK_ECA_ORG_ID: 'replaced-org-id',
    PARTNER_DESK_ECA_OAUTH_LINK: 'replaced-oauth-link',
    PARTNER_DESK_SERVER_IP: '198.51.100.7',
  }
  Object.assign(process.env, values, { SF_APPLY_REPLACEMENTS_ON_CONVERT: 'true' })
  const { packagePath } = await new MetadataConverter().convert(components, 'metadata', {
    type: 'directory',
    outputDirectory: folder,
    genUniqueDir: false,
  })
  if (!packagePath) return ['nothing was converted']
  const texts = [
    'namedCredentials/Partner_Desk.namedCredential',
    'externalClientApps/Partner_Desk.eca',
    'extlClntAppOauthSettings/Partner_Desk_oauth.ecaOauth',
    'extlClntAppOauthSecuritySettings/Partner_Desk_oauthSecurity.ecaOauthSecurity',
  ].map((file) => readFileSync(join(packagePath, file), 'utf8'))
  const all = texts.join('\n')
  return [
    ...Object.entries(values)
      .filter(([, value]) => !all.includes(value))
      .map(([name]) => `${name} is put in nowhere`),
    ...[...all.matchAll(/\S*(partner-desk\.invalid|PARTNER_DESK_ECA|192\.0\.2)\S*/g)].map(
      ([placeholder]) => `${placeholder} stays a placeholder`,
    ),
  ]
}
