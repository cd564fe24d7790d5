import type { Plugin } from 'rollup'

export interface PlatformOptions {
  labels: ReadonlyMap<string, string>
  locale: string
  timeZone: string
  currency: string
}

const PREFIX = '\0salesforce:'
const KINDS =
  /^@salesforce\/(apex|schema|customPermission|userPermission|user|label\/c\.|i18n\/(locale|lang|timeZone|currency)$)/

/**
 * The `@salesforce/…` modules that exist only inside an org. What depends on the person is a live binding, so that the
 * components follow when the visitor becomes somebody else; the rest is as this org has it.
 */
export function platformModules(options: PlatformOptions): Plugin {
  return {
    name: 'salesforce-platform',
    resolveId: (id) => (KINDS.test(id) ? PREFIX + id.slice('@salesforce/'.length) : null),
    load(id) {
      if (!id.startsWith(PREFIX)) return null
      const [kind = '', ...rest] = id.slice(PREFIX.length).split('/')
      return moduleText(kind, rest.join('/'), options)
    },
  }
}

function moduleText(kind: string, name: string, options: PlatformOptions): string {
  const constant = (value: unknown): string => `export default ${JSON.stringify(value)}`
  switch (kind) {
    case 'apex':
      return `import { apexMethod } from 'workbench/apex'\nexport default apexMethod(${JSON.stringify(name)})`
    case 'schema': {
      const [objectApiName, ...fields] = name.split('.')
      return constant(
        fields.length > 0 ? { objectApiName, fieldApiName: fields.join('.') } : { objectApiName },
      )
    }
    case 'customPermission':
      return ofPerson(`person.permissions.includes(${JSON.stringify(name)}) || undefined`)
    case 'userPermission':
      return 'export default undefined'
    case 'user':
      return name === 'Id' ? ofPerson('person.userId') : constant(false)
    case 'label':
      return constant(labelText(name.slice('c.'.length), options.labels))
    case 'i18n':
      return constant(localeValue(name, options))
    default:
      throw new Error(`No module @salesforce/${kind}`)
  }
}

const ofPerson = (expression: string): string =>
  `import { readPerson } from 'workbench/person'\nlet value\nreadPerson((person) => { value = ${expression} })\nexport { value as default }`

/** An org refuses to deploy a component whose label it does not have, and so does this. */
function labelText(name: string, labels: ReadonlyMap<string, string>): string {
  const text = labels.get(name)
  if (text === undefined) throw new Error(`There is no custom label ${name} in CustomLabels.labels-meta.xml`)
  return text
}

function localeValue(name: string, { locale, timeZone, currency }: PlatformOptions): string {
  const values: Record<string, string> = { locale, lang: locale, timeZone, currency }
  return values[name] ?? locale
}
