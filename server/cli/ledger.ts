import { parseArgs } from 'node:util'
import { formatDecimal } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import type { Context } from '../context.ts'
import { balancesByPartner } from '../db/ledger-store.ts'
import { verifyLedger } from '../workflows/verify-ledger.ts'
import { chosenWorkspaces } from './chosen-workspaces.ts'
import { type Command, CommandError, type CommandIo } from './command.ts'

const USAGE = 'ledger verify|balance [--workspace ID]'

/** `verify` proves the ledger and exits 1 at the first bad row; `balance` prints what each partner has, as lines of JSON. */
export const ledgerCommand: Command = {
  name: 'ledger',
  summary: 'Prove the ledger (verify), or print what each partner has in it (balance)',
  async run(args, io, context) {
    const { action, workspace } = readOptions(args)
    for (const workspaceId of await chosenWorkspaces(context, workspace)) {
      const sound = await ACTIONS[action](context, workspaceId, io)
      if (!sound) return 1
    }
    return 0
  },
}

/** Resolves to false when there is something wrong. */
const ACTIONS = { verify, balance } satisfies Record<
  string,
  (context: Context, workspaceId: string, io: CommandIo) => Promise<boolean>
>

async function verify(context: Context, workspaceId: string, io: CommandIo): Promise<boolean> {
  const { transactions, postings, bad } = await context.db.inWorkspace(workspaceId, verifyLedger)
  if (bad) {
    await io.err(`workspace ${workspaceId}: ${bad.row}: ${bad.problem}\n`)
    return false
  }
  await io.out(`workspace ${workspaceId}: ok, ${transactions} transactions, ${postings} postings\n`)
  return true
}

async function balance(context: Context, workspaceId: string, io: CommandIo): Promise<boolean> {
  const found = await context.db.inWorkspace(workspaceId, (tx) => balancesByPartner(tx))
  for (const { partnerId, currency, balances } of found) {
    const amounts = Object.entries(balances).map(([name, minor]) => [
      name,
      formatDecimal(money(minor, currency)),
    ])
    await io.out(`${JSON.stringify({ workspaceId, partnerId, currency, ...Object.fromEntries(amounts) })}\n`)
  }
  return true
}

function readOptions(args: readonly string[]): {
  action: keyof typeof ACTIONS
  workspace: string | undefined
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { workspace: { type: 'string' } },
      allowPositionals: true,
    })
    const [action, ...more] = positionals
    if ((action !== 'verify' && action !== 'balance') || more.length > 0)
      throw new CommandError(`Usage: ${USAGE}`)
    return { action, workspace: values.workspace }
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\nUsage: ${USAGE}`)
  }
}
