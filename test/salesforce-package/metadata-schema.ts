import { createRequire } from 'node:module'
import { XMLValidator } from 'fast-xml-parser'
import ts from 'typescript'
import { parseXml, type Xml } from './package-files.ts'

const require = createRequire(import.meta.url)

/**
 * The Metadata API as Salesforce describes it in types. Neither its converter nor its command line looks into a file
 * before an org does: this finds what a deployment would refuse.
 */
const declarations = require.resolve('@salesforce/types/metadata').replace(/\.js$/, '.d.ts')
const program = ts.createProgram([declarations], { strict: true, skipLibCheck: true })
const checker = program.getTypeChecker()
const typesByName = exportedTypes()

/** What is wrong with a metadata file: not well-formed, unknown or repeated or missing elements, values that cannot be. */
export function metadataFaults(text: string): string[] {
  const valid = XMLValidator.validate(text)
  if (valid !== true) return [`not well-formed: ${valid.err.msg} (line ${valid.err.line})`]
  const { name, root } = parseXml(text)
  const type = typesByName.get(name)
  return type ? elementFaults(type, root, name) : [`no metadata type <${name}>`]
}

function exportedTypes(): Map<string, ts.Type> {
  const source = program.getSourceFile(declarations)
  const module = source && checker.getSymbolAtLocation(source)
  if (!module) throw new Error(`${declarations} has no exports`)
  return new Map(
    checker
      .getExportsOfModule(module)
      .map((symbol) => [symbol.name, checker.getDeclaredTypeOfSymbol(symbol)] as const),
  )
}

function elementFaults(type: ts.Type, element: Xml, at: string): string[] {
  const known = new Map(type.getProperties().map((property) => [property.name, property]))
  const present = [...element.children].flatMap(([name, elements]) => {
    const property = known.get(name)
    return property
      ? childFaults(propertyType(property), elements, `${at}/${name}`)
      : [`${at}: unexpected <${name}>`]
  })
  const missing = [...known.values()].filter(
    (property) =>
      !(property.flags & ts.SymbolFlags.Optional) &&
      !element.children.has(property.name) &&
      !checker.isArrayType(propertyType(property)),
  )
  return [...present, ...missing.map((property) => `${at}: missing <${property.name}>`)]
}

function propertyType(property: ts.Symbol): ts.Type {
  const declaration = property.valueDeclaration
  if (!declaration) throw new Error(`${property.name} is declared nowhere`)
  return checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(property, declaration))
}

function childFaults(type: ts.Type, elements: readonly Xml[], at: string): string[] {
  // Of an array type the checker tells its item type as a type argument.
  const item = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined
  if (!item && elements.length > 1) return [`${at}: repeated`]
  return elements.flatMap((element) => valueFaults(item ?? type, element, at))
}

function valueFaults(type: ts.Type, { text, children }: Xml, at: string): string[] {
  const allowed = literals(type)
  if (allowed) return allowed.includes(text) ? [] : [`${at}: '${text}' is none of ${allowed.join(', ')}`]
  if (type.flags & ts.TypeFlags.NumberLike)
    return /^-?\d+(\.\d+)?$/.test(text) ? [] : [`${at}: '${text}' is no number`]
  // The types have it as text, because its elements are free to differ by target.
  if (at === 'LightningComponentBundle/targetConfigs') return []
  if (type.flags & ts.TypeFlags.StringLike)
    return children.size > 0 ? [`${at}: has elements where a text belongs`] : []
  return elementFaults(type, { text, children }, at)
}

/** The texts that an enumeration or a boolean may have; undefined for every other type. */
function literals(type: ts.Type): string[] | undefined {
  if (type.flags & ts.TypeFlags.Boolean) return ['true', 'false']
  if (type.isStringLiteral()) return [type.value]
  if (!type.isUnion()) return undefined
  const values = type.types.flatMap((one) => (one.isStringLiteral() ? [one.value] : []))
  return values.length === type.types.length ? values : undefined
}
