import type { Context } from '../context.ts'

/** One `npm run` command. It may run in its own process or inside the server that holds the embedded database, so it writes only through `io`. */
export interface Command {
  name: string
  /** One line for the list of commands. */
  summary: string
  /** Resolves to the exit code. Throw `CommandError` for a mistake that the person at the terminal can mend. */
  run(args: readonly string[], io: CommandIo, context: Context): Promise<number>
}

export interface CommandIo {
  /** Standard output: results only. Resolves when the reader has taken it, so that a large export never piles up. */
  out(text: string): Promise<void>
  /** Standard error: progress and complaints. */
  err(text: string): Promise<void>
  /** Aborted when the person gives up (Ctrl-C, or the connection to the server is gone). */
  signal: AbortSignal
}

/** Shown as one line, without a stack; the command exits 1. */
export class CommandError extends Error {}
