import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type AddressInfo, createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A throw-away server on a free loopback port, in a temporary folder. `stop` ends it by its process id. */
export interface Service {
  url: string
  stop(): Promise<void>
}

/** undefined when the machine has no PostgreSQL programs. */
export async function startPostgres(): Promise<Service | undefined> {
  const bin = postgresBin()
  if (!bin) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'partner-desk-pg-'))
  // PostgreSQL refuses to run as root, so a root run hands it to its own system user.
  const asUser = process.getuid?.() === 0 ? userIds('postgres') : undefined
  if (asUser) chownSync(folder, asUser.uid, asUser.gid)
  const data = join(folder, 'data')
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    {
      stdio: 'ignore',
      ...asUser,
    },
  )
  const port = await freePort()
  const child = spawn(
    join(bin, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-k',
      folder,
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'fsync=off',
      '-c',
      'max_connections=200',
    ],
    { stdio: 'ignore', ...asUser },
  )
  await listening(child, port, 'postgres')
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await ended(child, 'SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** undefined when the machine has no redis-server. On a given port it comes back where another one was. */
export async function startRedis(givenPort?: number): Promise<Service | undefined> {
  const program = findProgram('redis-server')
  if (!program) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'partner-desk-redis-'))
  const port = givenPort ?? (await freePort())
  const child = spawn(
    program,
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' },
  )
  await listening(child, port, 'redis-server')
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      await ended(child, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** undefined when the machine has no Chromium. `CHROMIUM_PATH` names another one. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH']
  if (named) return existsSync(named) ? named : undefined
  return findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome')
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  // A TCP server's address is always an AddressInfo; the type also covers pipes.
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':').concat('/usr/bin', '/usr/local/bin', '/usr/sbin')
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** Debian keeps the server's programs out of PATH, one folder per major version. */
function postgresBin(): string | undefined {
  const versions = '/usr/lib/postgresql'
  if (existsSync(versions)) {
    const newest = readdirSync(versions).sort((a, b) => Number(b) - Number(a))[0]
    if (newest && existsSync(join(versions, newest, 'bin', 'initdb'))) return join(versions, newest, 'bin')
  }
  const initdb = findProgram('initdb')
  return initdb && initdb.slice(0, -'/initdb'.length)
}

function userIds(name: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }).trim())
  return { uid: id('-u'), gid: id('-g') }
}

async function listening(child: ChildProcess, port: number, what: string): Promise<void> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${what} ended at once with exit code ${child.exitCode}`)
    if (await answers(port)) return
    await new Promise((later) => setTimeout(later, 50))
  }
  throw new Error(`${what} did not answer on port ${port} within 30 s`)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.once('connect', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null) return
  const exit = new Promise((done) => child.once('exit', done))
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await exit
  clearTimeout(timer)
}
