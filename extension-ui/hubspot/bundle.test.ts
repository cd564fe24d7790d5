import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import * as uiExtensions from '@hubspot/ui-extensions'
import * as RemoteUI from '@remote-ui/react'
import React from 'react'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build } from 'vite'

const cards = join(import.meta.dirname, 'src/app/cards')
const outDir = mkdtempSync(join(tmpdir(), 'partner-card-'))
afterAll(() => rmSync(outDir, { recursive: true }))

/** What this card asks its host to draw; the workbench has to know each of them. */
const COMPONENTS = [
  'Alert',
  'AutoGrid',
  'Box',
  'Button',
  'DateInput',
  'DescriptionList',
  'DescriptionListItem',
  'Divider',
  'EmptyState',
  'ErrorState',
  'Flex',
  'Heading',
  'Input',
  'Link',
  'List',
  'LoadingButton',
  'LoadingSpinner',
  'Modal',
  'ModalBody',
  'ModalFooter',
  'Panel',
  'PanelBody',
  'PanelFooter',
  'PanelSection',
  'RadioButton',
  'SearchInput',
  'Select',
  'StatusTag',
  'Table',
  'TableBody',
  'TableCell',
  'TableHead',
  'TableHeader',
  'TableRow',
  'Text',
  'TextArea',
  'Tile',
  'ToggleGroup',
]

interface Import {
  file: string
  from: string
  /** Names imported as values; none for `import type`. */
  values: string[]
}

const imports: Import[] = readdirSync(cards, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|\.d\.ts$|^test\//.test(path))
  .flatMap((path) => importsOf(path))

function importsOf(file: string): Import[] {
  const parsed = ts.createSourceFile(file, readFileSync(join(cards, file), 'utf8'), ts.ScriptTarget.Latest)
  return parsed.statements.filter(ts.isImportDeclaration).map((statement) => {
    const clause = statement.importClause
    const named =
      clause?.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : []
    const values = named.filter((element) => !element.isTypeOnly).map((element) => element.name.text)
    const own = clause?.name ? [clause.name.text] : []
    return {
      file,
      from: ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : '',
      values: clause?.isTypeOnly ? [] : [...own, ...values],
    }
  })
}

let code: string
let modules: string[]

// HubSpot's own settings: @hubspot/ui-extensions-dev-server 2.1.2, constants.js and devBuildPlugin.js.
beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: cards,
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    esbuild: { tsconfigRaw: { compilerOptions: { preserveValueImports: true } } },
    build: {
      lib: {
        entry: join(cards, 'PartnerCard.tsx'),
        name: 'card',
        formats: ['iife'],
        fileName: () => 'card.js',
      },
      rollupOptions: {
        external: ['react', 'react-dom', '@remote-ui/react'],
        output: { globals: { react: 'React', '@remote-ui/react': 'RemoteUI' }, extend: true },
      },
      outDir,
      minify: false,
    },
  })
  if (!Array.isArray(result)) throw new Error('The build answered something other than its outputs')
  const [chunk] = result.flatMap((output) => output.output)
  if (chunk?.type !== 'chunk') throw new Error('The build made no chunk')
  code = readFileSync(join(outDir, 'card.js'), 'utf8')
  modules = chunk.moduleIds
})

test('the bundle holds the card and the SDK and nothing from anywhere else', () => {
  // The SDK itself draws with React's JSX runtime.
  const own = [`${cards}/`, '/node_modules/@hubspot/ui-extensions/', '/node_modules/react/', '\0']
  const foreign = modules.filter((id) => !own.some((place) => id.includes(place)))
  expect(foreign).toEqual([])
  expect(code).not.toMatch(/\bzod\b/i)
})

test("the bundle registers exactly one card in a worker like HubSpot's", () => {
  const registered: unknown[] = []
  const worker: Record<string, unknown> = {
    React,
    RemoteUI,
    __HUBSPOT_EXTENSION_WORKER__: true,
    extend_V2: (render: unknown) => registered.push(render),
    hsWorkerAPI: {},
    logger: console,
  }
  worker['self'] = worker
  runInNewContext(code, worker)
  expect(registered).toEqual([expect.any(Function)])
})

test('type-checks with what a card has: no DOM, no Node, and React named wherever JSX is', () => {
  const { config } = ts.readConfigFile(join(cards, 'tsconfig.json'), ts.sys.readFile)
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, cards)
  expect(options.lib).toEqual(['lib.es2022.d.ts', 'lib.es2023.intl.d.ts'])
  expect(options.types).toEqual(['react'])
  expect(fileNames).toContain(join(cards, 'PartnerCard.tsx'))
  const problems = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options))
  expect(problems.map(({ file, messageText }) => [file?.fileName, messageText])).toEqual([])
})

test('takes from the SDK only what is stable, and draws with the listed components', () => {
  const packages = new Set(imports.map(({ from }) => from).filter((from) => !from.startsWith('.')))
  expect([...packages].toSorted()).toEqual(['@hubspot/ui-extensions', '@hubspot/ui-extensions/crm', 'react'])
  const names = imports
    .filter(({ from }) => from === '@hubspot/ui-extensions')
    .flatMap(({ values }) => values)
  const unknown = names.filter((name) => !(name in uiExtensions))
  expect(unknown).toEqual([])
  const components = new Set(names.filter((name) => /^[A-Z]/.test(name)))
  expect([...components].toSorted()).toEqual(COMPONENTS)
})

test('takes types, and only types, from outside its folder, and those from the contract', () => {
  const outside = imports.filter(({ from }) => from.includes('../../../'))
  expect(outside.length).toBeGreaterThan(0)
  expect(outside.filter(({ values }) => values.length > 0)).toEqual([])
  expect(outside.filter(({ from }) => !from.includes('/shared/contract/'))).toEqual([])
})
