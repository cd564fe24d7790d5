import { once } from 'node:events'
import { CommandError, type CommandIo } from './command.ts'
import { findCommand } from './commands.ts'

/** `node server/cli/run.ts NAME …`: one command, with the database only where it needs one. */
async function main(name: string | undefined, args: readonly string[], io: CommandIo): Promise<number> {
  const command = await findCommand(name)
  const alone = command.alone?.(args)
  if (alone) return alone(io)
  const { runWithDatabase } = await import('./run-with-database.ts')
  return runWithDatabase(command, args, io)
}

function terminal(): CommandIo {
  const stopped = new AbortController()
  process.once('SIGINT', () => stopped.abort())
  process.once('SIGTERM', () => stopped.abort())
  return {
    out: writer(process.stdout),
    err: writer(process.stderr),
    signal: stopped.signal,
    interactive: { out: process.stdout.isTTY, err: process.stderr.isTTY },
  }
}

function writer(stream: NodeJS.WriteStream): (text: string) => Promise<void> {
  return async (text) => {
    if (!stream.write(text)) await once(stream, 'drain')
  }
}

/** A bug is shown with its stack; what the person can mend, by its message alone. */
async function complain(error: unknown): Promise<number> {
  if (error instanceof CommandError) {
    console.error(error.message)
    return error.exitCode
  }
  const { startProblem } = await import('../start-problem.ts')
  console.error(startProblem(error) ?? error)
  return 1
}

const [name, ...args] = process.argv.slice(2)
const io = terminal()
// `npm run export | head` closes our output early, and that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
main(name, args, io)
  .catch(complain)
  .then(
    (code) => process.exit(code),
    () => process.exit(1),
  )
