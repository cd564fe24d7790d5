import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { COMPILE_CACHE } from './compile-cache.ts'

const ROOT = join(import.meta.dirname, '../..')
const NODE = join(ROOT, 'node_modules/.bin/node')
/** After this long without an end in order, a process is ended by force. */
const PATIENCE_MS = 20_000

export interface RunningProcess {
  child: ChildProcess
  /** What it has said so far, both streams together. */
  said(): string
  /** The first groups of the pattern in what it says. Rejects when it ends before, or says nothing of it in time. */
  says(pattern: RegExp, withinMs?: number): Promise<string>
  /** SIGTERM, and what it exits with. Safe to call when it has ended. */
  stop(): Promise<number | null>
}

/** A process of ours with exactly these settings and nothing from the surrounding environment but PATH. */
export function startProcess(
  args: readonly string[],
  settings: Record<string, string | undefined>,
): RunningProcess {
  const child = spawn(NODE, args, { cwd: ROOT, env: environmentOf(settings) })
  let text = ''
  child.stdout.on('data', (chunk) => (text += String(chunk)))
  child.stderr.on('data', (chunk) => (text += String(chunk)))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    child,
    said: () => text,
    says(pattern, withinMs = 90_000) {
      return new Promise((resolve, reject) => {
        const fail = (why: string): void =>
          reject(new Error(`node ${args.join(' ')} ${why}. It said:\n${text}`))
        const timer = setTimeout(() => fail(`never said ${pattern}`), withinMs)
        const look = (): void => {
          const found = pattern.exec(text)?.[1]
          if (found === undefined) return
          clearTimeout(timer)
          resolve(found)
        }
        child.stdout.on('data', look)
        child.stderr.on('data', look)
        void ended.then((code) => {
          clearTimeout(timer)
          fail(`ended with ${code}`)
        })
        look()
      })
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      const code = await ended
      clearTimeout(timer)
      return code
    },
  }
}

export interface CommandResult {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a command line of ours to its end. */
export function runCommand(
  args: readonly string[],
  settings: Record<string, string | undefined>,
): Promise<CommandResult> {
  const child = spawn(NODE, args, { cwd: ROOT, env: environmentOf(settings) })
  const result: CommandResult = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (result.stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (result.stderr += String(chunk)))
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...result, code })))
}

const environmentOf = (settings: Record<string, string | undefined>): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  ...COMPILE_CACHE,
  ...settings,
})
