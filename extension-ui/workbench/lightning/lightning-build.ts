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
  /** Looks whether the sources have changed, and builds them anew. */
  again(): Promise<string>
  close(): void
}

/** At once when the same sources were bundled before; else a process of its own does it. */
export function startLightningBuild(sources: ComponentSources): LightningBuild {
  let child: ChildProcess | undefined
  let state: LightningState
  let result: Promise<string>

  const begin = (): Promise<string> => {
    const present = builtFolder(KIND, sourcesOf(sources))
    if (present === undefined) state = { state: 'building' }
    result = present === undefined ? inProcess() : Promise.resolve(present)
    result.then(
      (folder) => (state = { state: 'ready', version: folder.slice(-16) }),
      (error: unknown) => (state = { state: 'failed', problem: String(error) }),
    )
    if (present !== undefined) state = { state: 'ready', version: present.slice(-16) }
    return result
  }
  const inProcess = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const own = spawn(process.execPath, [import.meta.filename, JSON.stringify(sources)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child = own
      let said = ''
      let complained = ''
      own.stdout.on('data', (text) => (said += String(text)))
      own.stderr.on('data', (text) => (complained += String(text)))
      if (own.pid !== undefined) setPriority(own.pid, LOW_PRIORITY)
      own.once('error', reject)
      own.once('close', (code) => {
        if (code === 0) resolve(said.trim())
        else reject(new Error(complained.trim() || `The build ended with ${code}.`))
      })
    })

  begin().catch(() => undefined) // told by state() and ready()
  return {
    state: () => state,
    ready: () => result,
    again: begin,
    close: () => void child?.kill(),
  }
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
    // Written by `inProcess` above.
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
