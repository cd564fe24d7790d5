import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMPILE_CACHE } from '../support/compile-cache.ts'

const root = join(import.meta.dirname, '../..')
const node = join(root, 'node_modules/.bin/node')

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

interface Running {
  child: ChildProcess
  said(): string
  ended: Promise<Ended>
}

/** A process of the product with these settings and no others, as a person at a terminal starts it. */
function run(program: string, args: readonly string[], settings: Record<string, string>): Running {
  const child = spawn(program, args, {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...COMPILE_CACHE, ...settings },
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...said })))
  return { child, said: () => said.stdout + said.stderr, ended }
}

/** `npm …`, to its end. */
export function npm(args: readonly string[], settings: Record<string, string>): Promise<Ended> {
  return run('npm', args, settings).ended
}

/** `npm run --silent NAME -- …`: what it printed, line by line as JSON. Throws what it complained about when it failed. */
export async function command(
  settings: Record<string, string>,
  name: string,
  ...args: string[]
): Promise<unknown[]> {
  const { code, stdout, stderr } = await npm(['run', '--silent', name, '--', ...args], settings)
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr}`)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

export interface Desk {
  url: string
  /** For the commands: where this desk keeps its data. */
  settings: { DATA_DIR: string }
  /** What its terminal shows. */
  said(): string
  stop(): Promise<void>
}

/**
 * What `npm start -- …` runs, on a free port and in a folder of its own. Resolves when it has printed its address;
 * `whileStarting` is told the address as soon as it answers.
 */
export async function startDesk(
  args: readonly string[],
  port: number,
  whileStarting: (url: string) => Promise<void> = async () => undefined,
): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-'))
  const settings = { DATA_DIR: folder, PORT: String(port) }
  const { child, said, ended } = run(node, ['server/main.ts', ...args], settings)
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const failed = ended.then(({ code }) => {
    throw new Error(`it ended with ${code}: ${said()}`)
  })
  const announced = new Promise<string>((resolve) => {
    child.stdout?.on('data', () => {
      const [, address] = /Partner Desk is at (\S+)/.exec(said()) ?? []
      if (address) resolve(address)
    })
  })
  try {
    const early = `http://127.0.0.1:${port}`
    await Promise.race([failed, Promise.all([announced, whileStarting(early)])])
    return { url: await announced, settings: { DATA_DIR: folder }, said, stop }
  } catch (error) {
    await stop()
    throw error
  } finally {
    failed.catch(() => undefined)
  }
}
