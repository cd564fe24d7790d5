import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { COMPILE_CACHE } from '../support/compile-cache.ts'

const root = join(import.meta.dirname, '../..')

export interface ProductProcess {
  child: ChildProcess
  /** Resolves when it serves or works. Rejects, with what it complained about, when it ends before. */
  ready: Promise<void>
  /** How it ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  stdout(): string
  stderr(): string
}

/** `node …` in the product's folder with these settings and no others. */
export function runProduct(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): ProductProcess {
  const child = spawn(join(root, 'node_modules/.bin/node'), args, {
    cwd: root,
    env: { PATH: process.env['PATH'], ...COMPILE_CACHE, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  const ended: ProductProcess['ended'] = new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      said.stdout += String(text)
      if (/^Partner Desk (is at|works)/m.test(said.stdout)) resolve()
    })
    void ended.then(() => reject(new Error(`${args.join(' ')} ended: ${said.stderr}${said.stdout}`)))
  })
  // Whoever never waits for the start is not to be ended by its failure.
  ready.catch(() => undefined)
  child.stderr.on('data', (text) => (said.stderr += String(text)))
  return { child, ready, ended, stdout: () => said.stdout, stderr: () => said.stderr }
}

/** Ends it without warning, and waits until it is gone. */
export async function kill(started: ProductProcess): Promise<void> {
  started.child.kill('SIGKILL')
  await started.ended
}
