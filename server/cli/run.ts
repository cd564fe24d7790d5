import { once } from 'node:events'
import { pino } from 'pino'
import { loadConfig } from '../config/config.ts'
import { readEnv } from '../config/env.ts'
import { createContext } from '../create-context.ts'
import { createLogger } from '../logger.ts'
import { startProblem } from '../start-problem.ts'
import { CommandError, type CommandIo } from './command.ts'
import { findCommand } from './commands.ts'
import { runByServer } from './run-by-server.ts'
import { runCommand } from './run-command.ts'
import { findServer } from './server-address.ts'

/** `node server/cli/run.ts NAME …`: one command, here or - when a running server holds the embedded database - there. */
async function main(name: string | undefined, args: readonly string[], io: CommandIo): Promise<number> {
  const command = findCommand(name)
  const environment = readEnv()
  const config = loadConfig({ LOG_LEVEL: 'warn', ...environment })
  const server = config.databaseUrl ? undefined : findServer(config.dataDir)
  if (server) return runByServer(server, command.name, args, io)
  // Standard output is for results, so the log goes to standard error.
  const logger = createLogger(config, pino.destination({ dest: 2, sync: true }))
  const opened = await createContext(config, { logger })
  try {
    await opened.context.db.migrate()
    return await runCommand(command, args, io, opened.context)
  } finally {
    await opened.close()
  }
}

function terminal(): CommandIo {
  const stopped = new AbortController()
  process.once('SIGINT', () => stopped.abort())
  process.once('SIGTERM', () => stopped.abort())
  return { out: writer(process.stdout), err: writer(process.stderr), signal: stopped.signal }
}

function writer(stream: NodeJS.WriteStream): (text: string) => Promise<void> {
  return async (text) => {
    if (!stream.write(text)) await once(stream, 'drain')
  }
}

const [name, ...args] = process.argv.slice(2)
const io = terminal()
// `npm run export | head` closes our output early, and that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
main(name, args, io).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof CommandError ? error.message : (startProblem(error) ?? error))
    process.exit(1)
  },
)
