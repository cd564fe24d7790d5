import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { type Command, CommandError, type CommandIo } from './command.ts'

/** Runs a command to its exit code. What the person can mend is one line; a bug goes to the log with its stack. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  io: CommandIo,
  context: Context,
): Promise<number> {
  try {
    return await command.run(args, io, context)
  } catch (error) {
    if (error instanceof CommandError || error instanceof Refusal) {
      await io.err(`${error.message}\n`)
      return error instanceof CommandError ? error.exitCode : 1
    }
    context.logger.error({ err: error, command: command.name }, 'command failed')
    await io.err(`${command.name} failed: ${error instanceof Error ? error.message : 'unknown error'}\n`)
    return 1
  }
}
