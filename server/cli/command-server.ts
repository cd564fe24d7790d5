import { timingSafeEqual } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { newSecret } from '../auth/one-time-secret.ts'
import type { Context } from '../context.ts'
import { jsonBody } from '../http/request-parts.ts'
import type { CommandIo } from './command.ts'
import { findCommand } from './commands.ts'
import { runCommand } from './run-command.ts'
import { type CommandLine, type ServerAddress, serverFile } from './server-address.ts'

const commandRequest = z.strictObject({ args: z.array(z.string()).max(100) })

/**
 * Lets `npm run sync` and its kin work while this process holds the embedded database: they send the command
 * here. Only from this machine, and only with the token in a file that only this user can read.
 */
export function commandServer(context: Context, port: number): { router: Router; close(): void } {
  const address: ServerAddress = { pid: process.pid, url: `http://127.0.0.1:${port}`, token: newSecret() }
  const path = serverFile(context.config.dataDir)
  rmSync(path, { force: true })
  writeFileSync(path, JSON.stringify(address), { mode: 0o600, flag: 'wx' })
  const router = Router()
  router.post('/internal/commands/:name', async (request, response, next) => {
    // To a stranger there is nothing at this address.
    if (!isLoopback(request) || !hasToken(request, address.token)) return next()
    await answer(context, request, response)
  })
  return { router, close: () => rmSync(path, { force: true }) }
}

async function answer(context: Context, request: Request, response: Response): Promise<void> {
  const { args } = commandRequest.parse(jsonBody(request))
  const command = await findCommand(String(request.params['name']))
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.status(200).type('application/x-ndjson')
  const write = async (line: CommandLine): Promise<void> => {
    if (gone.signal.aborted) return
    if (!response.write(`${JSON.stringify(line)}\n`)) {
      await once(response, 'drain', { signal: gone.signal }).catch(() => undefined)
    }
  }
  const io: CommandIo = { out: (out) => write({ out }), err: (err) => write({ err }), signal: gone.signal }
  await write({ exit: await runCommand(command, args, io, context) })
  response.end()
}

/** Of the connection itself: a forwarded header says nothing here. */
function isLoopback(request: Request): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? '')
}

function hasToken(request: Request, token: string): boolean {
  const given = Buffer.from(request.get('authorization') ?? '')
  const expected = Buffer.from(`Bearer ${token}`)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
