import type { Context } from '../context.ts'

/** One `npm run` command. It may run in its own process or inside the server that holds the embedded database, so it writes only through `io`. */
export interface Command {
  name: string
  /** One line for the list of commands. */
  summary: string
  /** Resolves to the exit code. Throw `CommandError` for a mistake that the person at the terminal can mend. */
  run(args: readonly string[], io: CommandIo, context: Context): Promise<number>
  /** What needs neither settings nor a database and so starts none. Undefined when these arguments ask for `run`. */
  alone?(args: readonly string[]): ((io: CommandIo) => Promise<number>) | undefined
}

export interface CommandIo {
  /** Standard output: results only. Resolves when the reader has taken it, so that a large export never piles up. */
  out(text: string): Promise<void>
  /** Standard error: progress and complaints. */
  err(text: string): Promise<void>
  /** Aborted when the person gives up (Ctrl-C, or the connection to the server is gone). */
  signal: AbortSignal
  /** Whether a person watches: results are then laid out, and work that takes long says how far it is. */
  interactive?: { out: boolean; err: boolean }
}

/** Shown as its message, without a stack; the command exits 1. */
export class CommandError extends Error {
  readonly exitCode: number = 1
}

/** Input or arguments that cannot be used, one fault per line of the message; the command exits 2. */
export class BadInput extends CommandError {
  override readonly exitCode = 2
}
