import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { XMLParser } from 'fast-xml-parser'

/** Root of the repository, and the folder of the package in it. */
export const ROOT = join(import.meta.dirname, '..', '..')
export const SOURCE = join(ROOT, 'extension-ui/salesforce/force-app/main/default')

/** Every file of the package, relative to SOURCE, without what `.forceignore` keeps out. */
export function packageFiles(): string[] {
  return readdirSync(SOURCE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(SOURCE, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('__tests__') && !file.endsWith('jsconfig.json'))
    .sort()
}

export function readSource(file: string): string {
  return readFileSync(join(SOURCE, file), 'utf8')
}

/** An element: its text, or its children by name. Every child is a list, because any may be repeated. */
export interface Xml {
  text: string
  children: ReadonlyMap<string, readonly Xml[]>
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  ignoreDeclaration: true,
  isArray: () => true,
})

/** The root element and its name. The text must be well-formed. */
export function parseXml(text: string): { name: string; root: Xml } {
  const [name, root] = [...toXml(parser.parse(text)).children][0] ?? []
  if (!name || !root?.[0]) throw new Error('no root element')
  return { name, root: root[0] }
}

function toXml(parsed: unknown): Xml {
  if (typeof parsed !== 'object' || parsed === null)
    return { text: String(parsed ?? '').trim(), children: new Map() }
  const children = new Map<string, Xml[]>()
  for (const [name, value] of Object.entries(parsed)) {
    if (name !== '#text') children.set(name, (Array.isArray(value) ? value : [value]).map(toXml))
  }
  return { text: '', children }
}

/** The children of that name; none is an empty list. */
export function all(element: Xml, name: string): readonly Xml[] {
  return element.children.get(name) ?? []
}

/** The text of the first child of that name; empty without one. */
export function textOf(element: Xml, name: string): string {
  return all(element, name)[0]?.text ?? ''
}

/** Texts of all elements of that name, however deep. */
export function textsWithin(element: Xml, name: string): string[] {
  return [...element.children].flatMap(([child, elements]) =>
    elements.flatMap((one) => [...(child === name ? [one.text] : []), ...textsWithin(one, name)]),
  )
}

/** The root elements of all metadata files in a folder (or everywhere), by file. */
export function metadataIn(folder = ''): Map<string, Xml> {
  const files = packageFiles().filter((file) => file.startsWith(folder) && file.endsWith('-meta.xml'))
  return new Map(files.map((file) => [file, parseXml(readSource(file)).root]))
}

/** `classes/A.cls-meta.xml` is `A`, `objects/O/fields/F.field-meta.xml` is `F`. */
export function nameOf(file: string): string {
  const base = file.slice(file.lastIndexOf('/') + 1)
  return base.replace(/\.[A-Za-z]+-meta\.xml$/, '')
}
