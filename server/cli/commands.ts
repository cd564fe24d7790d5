import { type Command, CommandError } from './command.ts'
import { exportCommand } from './export.ts'
import { ledgerCommand } from './ledger.ts'
import { syncCommand } from './sync.ts'

const commands: readonly Command[] = [syncCommand, exportCommand, ledgerCommand]

/** Throws `CommandError` with the list of commands when there is none of that name. */
export function findCommand(name: string | undefined): Command {
  const command = commands.find((known) => known.name === name)
  if (command) return command
  const list = commands.map((known) => `  ${known.name.padEnd(8)} ${known.summary}`).join('\n')
  throw new CommandError(`${name ? `There is no command ${name}.` : 'Name a command.'}\n${list}`)
}
