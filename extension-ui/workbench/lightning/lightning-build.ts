import { spawn, type ChildProcess } from 'node:child_process'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import type { LightningState } from '../workbench-api.ts'
import { builtFolder, cachePath, reuseOrBuild } from '../server/build-cache.ts'
import { bundleComponents, type ComponentSources } from './bundle-components.ts'

const KIND = 'lightning'
const LOCK_FILE = join(import.meta.dirname, '../../../package-lock.json')
/** Below the server that people wait for meanwhile. */
const LOW_PRIORITY = 5

/** The components for the browser, which take too long to bundle for a start to wait for them. */
export interface LightningBuild {
  state(): LightningState
  /** The folder with the bundle; rejects with what the build complained about. */
  ready(): Promise<string>
  close(): void
}

/** At once when the same sources were bundled before; else a process of its own does it. */
export function startLightningBuild(sources: ComponentSources): LightningBuild {
  const present = builtFolder(KIND, sourcesOf(sources))
  if (present !== undefined) {
    return { state: () => readyState(present), ready: () => Promise.resolve(present), close() {} }
  }
  let state: LightningState = { state: 'building' }
  const child = spawn(process.execPath, [import.meta.filename, JSON.stringify(sources)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (child.pid !== undefined) setPriority(child.pid, LOW_PRIORITY)
  const result = endOf(child)
  result.then(
    (folder) => (state = readyState(folder)),
    (error: Error) => (state = { state: 'failed', problem: error.message }),
  )
  return { state: () => state, ready: () => result, close: () => void child.kill() }
}

const readyState = (folder: string): LightningState => ({ state: 'ready', version: folder.slice(-16) })

/** What it printed; rejects with what it complained about. */
function endOf(child: ChildProcess): Promise<string> {
  let said = ''
  let complained = ''
  child.stdout?.on('data', (text) => (said += String(text)))
  child.stderr?.on('data', (text) => (complained += String(text)))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(said.trim())
      else reject(new Error(complained.trim() || `The build ended with ${code}.`))
    })
  })
}

/** In this process; what `startLightningBuild` lets another one do. */
export const buildLightning = (sources: ComponentSources): Promise<string> =>
  reuseOrBuild(KIND, sourcesOf(sources), (outDir) =>
    bundleComponents(sources, outDir, `${cachePath('lightning-base', [LOCK_FILE])}.json`),
  )

const sourcesOf = ({ lwcFolder, labelsFile }: ComponentSources): string[] => [
  LOCK_FILE,
  import.meta.dirname,
  lwcFolder,
  labelsFile,
]

if (import.meta.main) {
  try {
    // Written by `startLightningBuild` above.
    console.log(await buildLightning(JSON.parse(process.argv[2] ?? '{}') as ComponentSources))
  } catch (error) {
    console.error(complaintOf(error))
    process.exitCode = 1
  }
}

/** The compiler's own words with the file that they are about. */
function complaintOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Rollup and the LWC compiler add these to their errors.
  const { id, location } = error as Error & { id?: string; location?: { line?: number } }
  const where = id === undefined ? '' : ` (${id}${location?.line ? `, line ${location.line}` : ''})`
  return error.message + where
}
