import { type Command, CommandError } from './command.ts'

/** Read only when asked for: a command that needs no database does not wait for the code of those that do. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  sync: async () => (await import('./sync.ts')).syncCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  ledger: async () => (await import('./ledger.ts')).ledgerCommand,
  commission: async () => (await import('./commission.ts')).commissionCommand,
}

/** Throws `CommandError` with the list of commands when there is none of that name. */
export async function findCommand(name: string | undefined): Promise<Command> {
  const load = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load) return load()
  const all = await Promise.all(Object.values(commands).map((known) => known()))
  const list = all.map((known) => `  ${known.name.padEnd(10)} ${known.summary}`).join('\n')
  throw new CommandError(`${name ? `There is no command ${name}.` : 'Name a command.'}\n${list}`)
}
