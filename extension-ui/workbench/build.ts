import { join } from 'node:path'
import { buildLightning } from './lightning/lightning-build.ts'
import { reuseOrBuild } from './server/build-cache.ts'
import { readCardProject, type CardProject } from './server/card-project.ts'
import { PACKAGE_COMPONENTS } from './server/salesforce-package.ts'

/**
 * What the browser needs, made from the sources with settings that are code. A result is kept under
 * node_modules/.cache by the hash of what it was made from, so that an unchanged start builds nothing.
 * As a program: `node extension-ui/workbench/build.ts console` builds the console for the server to serve.
 */

const root = join(import.meta.dirname, '../..')
const workbench = import.meta.dirname
const console_ = join(root, 'extension-ui/console')

const common = { configFile: false, logLevel: 'warn', clearScreen: false } as const

/** Everything in node_modules changes only together with this file. */
const lockFile = join(root, 'package-lock.json')

export interface BuiltWorkbench {
  hostDir: string
  workerDir: string
}

/** The workbench's own pages and its worker. */
export async function buildWorkbench(): Promise<BuiltWorkbench> {
  const shared = [lockFile, join(workbench, 'build.ts'), join(workbench, 'protocol.ts')]
  const [hostDir, workerDir] = await Promise.all([
    reuseOrBuild(
      'workbench-host',
      [...shared, join(workbench, 'host'), join(workbench, 'workbench-api.ts')],
      buildHost,
    ),
    reuseOrBuild('workbench-worker', [...shared, join(workbench, 'worker')], buildWorker),
  ])
  return { hostDir, workerDir }
}

async function buildHost(outDir: string): Promise<void> {
  const { build } = await import('vite')
  await build({
    ...common,
    root: join(workbench, 'host'),
    base: '/workbench/pages/',
    esbuild: { jsx: 'automatic' },
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      target: 'es2022',
      rollupOptions: {
        // Two pages: Salesforce's styles are for everything on a page, and so are the workbench's own.
        input: [join(workbench, 'host/index.html'), join(workbench, 'host/salesforce.html')],
      },
    },
  })
}

async function buildWorker(outDir: string): Promise<void> {
  const { build } = await import('vite')
  await build({
    ...common,
    root: workbench,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      lib: {
        entry: join(workbench, 'worker/worker.ts'),
        name: 'worker',
        formats: ['iife'],
        fileName: () => 'worker.js',
      },
      outDir,
      emptyOutDir: true,
      target: 'es2022',
    },
  })
}

/** The card of a HubSpot project, bundled as HubSpot bundles it. Answers the folder that holds `card.js`. */
export function buildCard(project: CardProject): Promise<string> {
  return reuseOrBuild('card', [lockFile, join(workbench, 'build.ts'), project.sourceDir], (outDir) =>
    bundleCard(project, outDir),
  )
}

/**
 * HubSpot's own settings: @hubspot/ui-extensions-dev-server 2.1.2, `constants.js` and `devBuildPlugin.js`. React and
 * remote-ui stay outside and come from the worker's globals.
 */
async function bundleCard(project: CardProject, outDir: string): Promise<void> {
  const { build } = await import('vite')
  await build({
    ...common,
    root: project.appDir,
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    esbuild: { tsconfigRaw: { compilerOptions: { preserveValueImports: true } } },
    build: {
      lib: { entry: project.entry, name: 'card.js', formats: ['iife'], fileName: () => 'card.js' },
      rollupOptions: {
        external: ['react', 'react-dom', '@remote-ui/react'],
        output: { globals: { react: 'React', '@remote-ui/react': 'RemoteUI' }, extend: true },
      },
      outDir,
      emptyOutDir: true,
      minify: false,
      sourcemap: 'inline',
    },
  })
}

/** The console, built with its own Vite settings. Answers the folder that holds it, which nobody may change. */
export function bundleConsole(): Promise<string> {
  return reuseOrBuild('console', consoleSources, viteConsole)
}

/** The same into the folder that the server serves; skipped when that folder is already of these sources. */
export async function buildConsole(): Promise<void> {
  await reuseOrBuild('console', consoleSources, viteConsole, join(console_, 'dist'))
}

const consoleSources = [
  lockFile,
  ...['src', 'public', 'index.html', 'vite.config.ts'].map((name) => join(console_, name)),
]

async function viteConsole(outDir: string): Promise<void> {
  const { build } = await import('vite')
  await build({
    ...common,
    root: console_,
    configFile: join(console_, 'vite.config.ts'),
    build: { outDir, emptyOutDir: true },
  })
}

if (import.meta.main) {
  const project = readCardProject(join(root, 'extension-ui/hubspot'), {})
  const parts: Record<string, () => Promise<unknown>> = {
    console: buildConsole,
    workbench: buildWorkbench,
    card: () => buildCard(project),
    lightning: () => buildLightning(PACKAGE_COMPONENTS),
  }
  const names = process.argv.slice(2)
  const unknown = names.find((name) => !(name in parts))
  if (unknown !== undefined) {
    console.error(`There is nothing called ${unknown} to build. Known: ${Object.keys(parts).join(', ')}`)
    process.exit(2)
  }
  for (const name of names.length > 0 ? names : Object.keys(parts)) await parts[name]?.()
}
