import { parseArgs } from 'node:util'
import { formatDecimal } from '../../shared/money/format.ts'
import { money } from '../../shared/money/money.ts'
import type { Context } from '../context.ts'
import { balancesByPartner } from '../db/ledger-store.ts'
import { journalCsv, journalScope } from '../read/journal.ts'
import { ledgerEntries } from '../read/ledger-entries.ts'
import { readTrialBalance } from '../read/trial-balance.ts'
import { verifyLedger } from '../workflows/verify-ledger.ts'
import { chosenWorkspaces } from './chosen-workspaces.ts'
import { BadInput, type Command, type CommandIo } from './command.ts'

const USAGE = 'ledger verify|export|balance [--workspace ID] [--from YYYY-MM] [--to YYYY-MM] [--csv]'
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

/**
 * `verify` proves the ledger and exits 1 at the first bad row; `export` prints its entries as lines of JSON, or with `--csv`
 * the journal; `balance` prints what each partner has, or with months the trial balance. Arguments of no use: 2.
 */
export const ledgerCommand: Command = {
  name: 'ledger',
  summary: 'Prove the ledger (verify), print its entries (export), or what each partner has in it (balance)',
  async run(args, io, context) {
    const options = readOptions(args)
    const workspaceIds = await chosenWorkspaces(context, options.workspace)
    if (options.csv && workspaceIds.length > 1) {
      throw new BadInput('A journal is of one workspace: name it with --workspace.')
    }
    for (const workspaceId of workspaceIds) {
      const sound = await ACTIONS[options.action]({ context, workspaceId, io, options })
      if (!sound || io.signal.aborted) return 1
    }
    return 0
  },
}

interface Options {
  action: keyof typeof ACTIONS
  workspace: string | undefined
  from: string | undefined
  to: string | undefined
  csv: boolean
}

interface Run {
  context: Context
  workspaceId: string
  io: CommandIo
  options: Options
}

/** Resolves to false when there is something wrong. */
const ACTIONS = { verify, export: exportEntries, balance } satisfies Record<
  string,
  (run: Run) => Promise<boolean>
>

async function verify({ context, workspaceId, io }: Run): Promise<boolean> {
  const { transactions, postings, bad, signed } = await context.db.inWorkspace(workspaceId, verifyLedger)
  if (bad) {
    await io.err(`workspace ${workspaceId}: ${bad.row}: ${bad.problem}\n`)
    return false
  }
  const unsigned = signed || transactions === 0 ? '' : ', not signed yet'
  await io.out(
    `workspace ${workspaceId}: ok, ${transactions} transactions, ${postings} postings${unsigned}\n`,
  )
  return true
}

async function exportEntries({ context, workspaceId, io, options }: Run): Promise<boolean> {
  const scope = await context.db.inWorkspace(workspaceId, (tx) => journalScope(tx, options))
  const read = options.csv ? journalCsv : ledgerEntries
  for await (const text of read(context.db, workspaceId, scope)) {
    if (io.signal.aborted) return false
    await io.out(text)
  }
  return true
}

async function balance({ context, workspaceId, io, options }: Run): Promise<boolean> {
  const rows = await context.db.inWorkspace(workspaceId, async (tx): Promise<object[]> => {
    const { from, to } = options
    if (from && to) return (await readTrialBalance(tx, { from, to })).rows
    return (await balancesByPartner(tx)).map(({ partnerId, currency, balances }) => {
      const amounts = Object.entries(balances).map(([name, minor]) => [
        name,
        formatDecimal(money(minor, currency)),
      ])
      return { partnerId, currency, ...Object.fromEntries(amounts) }
    })
  })
  for (const row of rows) await io.out(`${JSON.stringify({ workspaceId, ...row })}\n`)
  return true
}

function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parsed(args)
  const { workspace, from, to, csv = false } = values
  const [action, ...more] = positionals
  const wrong = [
    action === undefined || !Object.hasOwn(ACTIONS, action) ? 'Say what to do.' : null,
    more.length > 0 ? `"${more[0]}" is one word too many.` : null,
    from !== undefined && !MONTH.test(from) ? '--from is no month such as 2026-03.' : null,
    to !== undefined && !MONTH.test(to) ? '--to is no month such as 2026-03.' : null,
    from !== undefined && to !== undefined && from > to ? '--to is before --from.' : null,
    csv && action !== 'export' ? '--csv belongs to export.' : null,
    (from !== undefined || to !== undefined) && action === 'verify' ? 'The whole ledger is verified.' : null,
    action === 'balance' && (from === undefined) !== (to === undefined) ? 'Name both months.' : null,
  ].find((problem) => problem !== null)
  if (wrong) throw new BadInput(`${wrong}\nUsage: ${USAGE}`)
  // `hasOwn` above says that it is one of them.
  return { action: action as keyof typeof ACTIONS, workspace, from, to, csv }
}

function parsed(args: readonly string[]) {
  const month = { type: 'string' } as const
  const options = { workspace: { type: 'string' }, from: month, to: month, csv: { type: 'boolean' } } as const
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new BadInput(`${error instanceof Error ? error.message : String(error)}\nUsage: ${USAGE}`)
  }
}
