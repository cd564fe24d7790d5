import { parseArgs } from 'node:util'
import type { WorkspaceTx } from '../db/database.ts'
import { chosenWorkspaces } from './chosen-workspaces.ts'
import { type Command, CommandError } from './command.ts'
import { exportedCredits, exportedPartners, exportedRegistrations } from './export-programme.ts'
import { exportedAccounts, exportedDeals } from './export-mirror.ts'
import { exportedLedger } from './export-ledger.ts'

/** A page of rows after a position, in an order that a row keeps for ever. */
export type ExportPage = (
  tx: WorkspaceTx,
  after: string | undefined,
  limit: number,
) => Promise<{ rows: object[]; next: string | undefined }>

const EXPORTS: Readonly<Record<string, ExportPage>> = {
  deals: exportedDeals,
  accounts: exportedAccounts,
  partners: exportedPartners,
  registrations: exportedRegistrations,
  credits: exportedCredits,
  ledger: exportedLedger,
}

const PAGE = 1_000
const USAGE = `export ${Object.keys(EXPORTS).join('|')} [--workspace ID]`

/** Everything that we hold of one kind, one JSON object per line, of all workspaces unless one is named. */
export const exportCommand: Command = {
  name: 'export',
  summary: `Print ${Object.keys(EXPORTS).join(', ')} as lines of JSON`,
  async run(args, io, context) {
    const { page, workspace } = readOptions(args)
    for (const workspaceId of await chosenWorkspaces(context, workspace)) {
      let after: string | undefined
      do {
        const { rows, next } = await context.db.inWorkspace(workspaceId, (tx) => page(tx, after, PAGE))
        if (rows.length > 0) await io.out(`${rows.map((row) => JSON.stringify(row)).join('\n')}\n`)
        after = next
      } while (after !== undefined && !io.signal.aborted)
    }
    return io.signal.aborted ? 1 : 0
  },
}

function readOptions(args: readonly string[]): { page: ExportPage; workspace: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { workspace: { type: 'string' } },
      allowPositionals: true,
    })
    const [name, ...more] = positionals
    const page = name !== undefined && Object.hasOwn(EXPORTS, name) ? EXPORTS[name] : undefined
    if (!page || more.length > 0) throw new CommandError(`Usage: ${USAGE}`)
    return { page, workspace: values.workspace }
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\nUsage: ${USAGE}`)
  }
}
