import { pino } from 'pino'
import { loadConfig } from '../config/config.ts'
import { readEnv } from '../config/env.ts'
import { createContext } from '../create-context.ts'
import { createLogger } from '../logger.ts'
import type { Command, CommandIo } from './command.ts'
import { runByServer } from './run-by-server.ts'
import { runCommand } from './run-command.ts'
import { findServer } from './server-address.ts'

/** Runs a command here or - when a running server holds the embedded database - there. Resolves to its exit code. */
export async function runWithDatabase(
  command: Command,
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
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
