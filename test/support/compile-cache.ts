import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const FOLDER = join(ROOT, 'node_modules/.cache/partner-desk/node')

/**
 * For the environment of processes that tests start: Node keeps there what it made of a source file, by the file's
 * content, so that each start need not strip the types of all of them again.
 */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: FOLDER } as const

/** What the product is started by; processes that are only ever killed never write what they compiled. */
const PROGRAMS = [
  'server/start-server.ts',
  'server/cli/run-with-database.ts',
  'extension-ui/workbench/start.ts',
]

/** Fills the cache when there is none yet. */
export async function warmCompileCache(): Promise<void> {
  if (existsSync(FOLDER)) return
  const load = PROGRAMS.map((program) => `await import(${JSON.stringify(join(ROOT, program))})`).join(';')
  const child = spawn(process.execPath, ['--input-type=module', '--eval', load], {
    env: { PATH: process.env['PATH'], ...COMPILE_CACHE },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`loading ${PROGRAMS.join(', ')} ended with ${code}`)
}
