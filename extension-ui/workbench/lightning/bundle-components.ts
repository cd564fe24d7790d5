import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import lwc from '@lwc/rollup-plugin'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rollup, type Plugin, type RollupLog } from 'rollup'
import { rememberBase } from './compiled-base.ts'
import { componentsOf, type Component } from './component-modules.ts'
import { labelTexts } from './label-texts.ts'
import { platformModules } from './platform-modules.ts'

/** A package's folder `main/default`. */
export interface ComponentSources {
  lwcFolder: string
  labelsFile: string
}

export const BUNDLE_FILE = 'components.js'

const ROOT = join(import.meta.dirname, '../../..')
const ENTRY = join(import.meta.dirname, 'entry.js')

/**
 * The package's components with Salesforce's own base components, as one module for a browser: `createElement`,
 * `components` by tag, and `be` for the person. The page loads `@lwc/synthetic-shadow` before it: SLDS is global CSS.
 * What was compiled of the base components is kept in the file `compiledBase`.
 */
export async function bundleComponents(
  sources: ComponentSources,
  outDir: string,
  compiledBase: string,
): Promise<void> {
  const components = componentsOf(sources.lwcFolder)
  const compiler = rememberBase(
    lwc({
      rootDir: ROOT,
      // The base components compile and run only with these two.
      enableDynamicComponents: true,
      enableSyntheticElementInternals: true,
      modules: [
        { dir: join(import.meta.dirname, 'platform') },
        ...components.map(({ name, path }) => ({ name, path })),
        { npm: 'lightning-base-components' },
      ],
    }),
    compiledBase,
  )
  const bundle = await rollup({
    input: ENTRY,
    plugins: [
      entryOf(components),
      platformModules({
        labels: labelTexts(sources.labelsFile),
        locale: 'en-US',
        timeZone: 'America/New_York',
        currency: 'USD',
      }),
      compiler.plugin,
      buildConstants,
      nodeResolve(),
    ],
    onLog: (_level, log) => reportOwn(log, sources.lwcFolder),
  })
  const { output } = await bundle.generate({ format: 'esm', inlineDynamicImports: true })
  await bundle.close()
  compiler.keep()
  mkdirSync(outDir, { recursive: true })
  writeFileSync(join(outDir, BUNDLE_FILE), output[0].code)
}

/** What a bundler knows and a browser does not. */
const buildConstants: Plugin = {
  name: 'build-constants',
  // No source map is made, so none can go wrong.
  transform: (code) => ({
    code: code.replaceAll('import.meta.env.SSR', 'false').replaceAll('process.env.NODE_ENV', '"production"'),
    map: null,
  }),
}

/** Generated: it names every component that a Lightning page may hold. */
function entryOf(components: readonly Component[]): Plugin {
  const exposed = components.filter((component) => component.exposed)
  const text = [
    `export { createElement } from 'lwc'`,
    `export { be } from 'workbench/person'`,
    `export { recordsChanged } from 'workbench/records'`,
    `export { refreshAll } from 'lightning/refresh'`,
    ...exposed.map(({ name }, index) => `import component${index} from '${name}'`),
    `export const components = {`,
    ...exposed.map(({ tag }, index) => `  '${tag}': component${index},`),
    `}`,
  ].join('\n')
  return {
    name: 'workbench-entry',
    resolveId: (id) => (id === ENTRY ? ENTRY : null),
    load: (id) => (id === ENTRY ? text : null),
  }
}

/** The base components themselves cause hundreds of warnings; those of the package's own files matter. */
function reportOwn(log: RollupLog, lwcFolder: string): void {
  const where = `${log.id ?? ''} ${log.loc?.file ?? ''} ${log.message}`
  if (where.includes(lwcFolder)) console.error(log.message)
}
