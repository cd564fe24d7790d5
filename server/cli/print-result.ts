import type { CommandIo } from './command.ts'

/** Prints one JSON object: a line for programs, laid out for people. */
export function printResult(result: object, io: CommandIo): Promise<void> {
  return io.out(`${JSON.stringify(result, null, io.interactive?.out ? 2 : undefined)}\n`)
}
