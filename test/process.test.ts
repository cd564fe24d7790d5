import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { COMPILE_CACHE } from './support/compile-cache.ts'

const root = join(import.meta.dirname, '..')
let folder: string
let server: Process
let url: string

interface Process {
  child: ChildProcess
  stdout(): string
  stderr(): string
  ended: Promise<number | null>
}

/** A process of ours on the embedded database in `folder`, with an app configured so that it is no workbench. */
const run = (...args: string[]): Process => begin(join(root, 'node_modules/.bin/node'), args)

function begin(program: string, args: readonly string[], settings: Record<string, string> = {}): Process {
  const child = spawn(program, args, {
    cwd: root,
    env: {
      ...settings,
      ...COMPILE_CACHE,
      PATH: process.env['PATH'],
      DATA_DIR: folder,
      PORT: '0',
      HUBSPOT_CLIENT_ID: 'client',
      HUBSPOT_CLIENT_SECRET: 'a-long-client-secret',
    },
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => (said.stdout += String(text)))
  child.stderr.on('data', (text) => (said.stderr += String(text)))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, stdout: () => said.stdout, stderr: () => said.stderr, ended }
}

function addressOf(process: Process): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = /Partner Desk is at (\S+)/.exec(process.stdout())
      if (found?.[1]) resolve(found[1].replace('localhost', '127.0.0.1'))
    }
    process.child.stdout?.on('data', look)
    void process.ended.then(() => reject(new Error(`it ended: ${process.stderr()}`)))
  })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'process-'))
  server = run('server/main.ts')
  url = await addressOf(server)
})
afterAll(async () => {
  server.child.kill('SIGKILL')
  await server.ended
  rmSync(folder, { recursive: true, force: true })
})

const serverJson = () =>
  z
    .object({ pid: z.int(), url: z.url(), token: z.string() })
    .parse(JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')))

test('a started server says where it is, and is ready', async () => {
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ok', database: 'ok', queue: 'ok' })
})

test('a command runs inside the server that holds the embedded database', async () => {
  expect(statSync(join(folder, 'server.json')).mode & 0o777).toBe(0o600)
  expect(serverJson().pid).toBe(server.child.pid)
  const command = run('server/cli/run.ts', 'export', 'partners')
  expect(await command.ended, command.stderr()).toBe(0)
})

test('the exit code and complaint of a command come back from the server', async () => {
  const command = run('server/cli/run.ts', 'export', 'everything')
  expect(await command.ended).not.toBe(0)
  expect(command.stderr().trim().split('\n').length).toBeLessThan(4)
  expect(command.stdout()).toBe('')
})

test('a command that does not exist is answered with the list of those that do', async () => {
  const command = run('server/cli/run.ts', 'dance')
  expect(await command.ended).toBe(1)
  expect(command.stderr()).toContain('There is no command dance.')
  for (const name of ['sync', 'export', 'ledger']) expect(command.stderr()).toContain(name)
})

test.each([
  ['no token', {}],
  ['a wrong token', { authorization: `Bearer ${'A'.repeat(43)}` }],
])('nobody runs a command with %s', async (_what, headers: Record<string, string>) => {
  const response = await fetch(`${url}/internal/commands/export`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ args: ['partners'] }),
  })
  expect(response.status).toBe(404)
})

test('a second server on the same data is refused in one line', async () => {
  const second = run('server/main.ts')
  expect(await second.ended).toBe(1)
  expect(second.stderr()).toMatch(/^DATA_DIR is in use: [^\n]+\n$/)
})

test('on SIGTERM the server ends in order, and commands open the database themselves', async () => {
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  expect(existsSync(join(folder, 'server.json'))).toBe(false)
  const command = run('server/cli/run.ts', 'export', 'partners')
  expect(await command.ended, command.stderr()).toBe(0)
})

test('what a killed server left behind does not stop the next one', async () => {
  const doomed = run('server/main.ts')
  await addressOf(doomed)
  doomed.child.kill('SIGKILL')
  await doomed.ended
  expect(existsSync(join(folder, 'server.json'))).toBe(true)
  const next = run('server/main.ts')
  await addressOf(next)
  next.child.kill('SIGTERM')
  expect(await next.ended).toBe(0)
})

test('a server that npm started ends in order when npm and its shell are gone', async () => {
  // The second command keeps the shell from handing its own process over to node.
  const script = `${join(root, 'node_modules/.bin/node')} server/main.ts; true`
  const shell = begin('sh', ['-c', script], { npm_lifecycle_event: 'start' })
  await addressOf(shell)
  shell.child.kill('SIGTERM')
  // The server holds the shell's output open, so its end is the end of both.
  await shell.ended
  expect(existsSync(join(folder, 'server.json'))).toBe(false)
})
