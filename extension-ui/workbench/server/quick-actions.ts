import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { QuickAction } from '../workbench-api.ts'
import { tagOf } from '../lightning/component-modules.ts'
import { PACKAGE } from './salesforce-package.ts'

/** The package's screen actions on opportunities, as an admin puts them on the page. */
export function quickActions(): QuickAction[] {
  const folder = join(PACKAGE, 'quickActions')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /^Opportunity\..*\.quickAction-meta\.xml$/.test(name))
    .sort()
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      const label = /<label>\s*([^<]*?)\s*</.exec(text)?.[1]
      const component = /<lightningWebComponent>\s*(\w+)\s*</.exec(text)?.[1]
      return label && component ? [{ label, tag: tagOf(component) }] : []
    })
}
