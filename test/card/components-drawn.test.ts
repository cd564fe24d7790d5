import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const cards = join(root, 'extension-ui/hubspot/src/app/cards')
const registry = readFileSync(join(root, 'extension-ui/workbench/host/components/registry.ts'), 'utf8')

/** Names that a file takes from the SDK as values. Components begin with a capital; hooks and `hubspot` do not. */
function componentsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8')
  const imports = source.matchAll(/import\s+(?!type\b)\{([^}]*)\}\s+from\s+'@hubspot\/ui-extensions[^']*'/g)
  return [...imports]
    .flatMap(([, names]) => (names ?? '').split(','))
    .map((name) => name.trim())
    .filter((name) => /^[A-Z]/.test(name))
}

test('the workbench draws every SDK component that the card uses', () => {
  const files = readdirSync(cards, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx$/.test(name) && !name.includes('.test.') && !name.includes('node_modules'),
  )
  const used = new Set(files.flatMap((name) => componentsOf(join(cards, name))))
  expect(used.size).toBeGreaterThan(10)
  const table = registry.slice(registry.indexOf('export const components'))
  const missing = [...used].filter((name) => !new RegExp(`^  ${name}[,:]`, 'm').test(table))
  expect(missing).toEqual([])
})
