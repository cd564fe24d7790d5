import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { CrmError } from '../../connectors/crm.port.ts'
import type { CrmKind } from '../../connectors/crm-kind.port.ts'
import type { Context } from '../context.ts'
import { allConnections, workspaceOfConnection } from '../db/connection-store.ts'
import { runLeaseMs } from '../db/sync-store.ts'
import { SyncBusy, syncConnection } from '../workflows/sync-connection.ts'
import { SyncStopped } from '../workflows/sync-run.ts'
import { chosenWorkspaces } from './chosen-workspaces.ts'
import { type Command, CommandError, type CommandIo } from './command.ts'
import { connectByToken } from './connect-by-token.ts'

const USAGE =
  'sync --connection ID [--full], or sync --crm NAME --base-url URL --token TOKEN [--full] for an account without OAuth (--instance-url is another word for --base-url)'

/** One sync; prints one line of JSON. Without arguments: the connections, a line of JSON each. */
export const syncCommand: Command = {
  name: 'sync',
  summary:
    'Mirror a connected CRM account once and print what that took; without arguments list the accounts',
  async run(args, io, context) {
    if (args.length === 0) return listConnections(context, io)
    const options = readOptions(args)
    const began = performance.now()
    const { workspaceId, connectionId } = await target(context, options)
    const request = { workspaceId, connectionId, full: options.full, signal: io.signal }
    const summary = await syncConnection(context, request)
      .catch((error: unknown) =>
        afterTheOther(error, runLeaseMs(context.config), io, () => syncConnection(context, request)),
      )
      .catch(explain)
    const total = Object.values(summary.apiCalls).reduce((sum, calls) => sum + calls, 0)
    await io.out(
      `${JSON.stringify({
        connectionId,
        kind: summary.kind,
        records: summary.records,
        rowsWritten: summary.rowsWritten,
        apiCalls: { total, ...summary.apiCalls },
        seconds: Math.round(performance.now() - began) / 1000,
        peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
      })}\n`,
    )
    return 0
  },
}

async function listConnections(context: Context, io: CommandIo): Promise<number> {
  let known = 0
  for (const workspaceId of await chosenWorkspaces(context, undefined)) {
    for (const connection of await context.db.inWorkspace(workspaceId, allConnections)) {
      known += 1
      const { id, crm, externalAccountId, name, status, apiBaseUrl } = connection
      await io.out(
        `${JSON.stringify({ connectionId: id, crm, externalAccountId, name, status, apiBaseUrl })}\n`,
      )
    }
  }
  await io.err(known > 0 ? `To sync one of them: ${USAGE}\n` : `No CRM account is connected yet. ${USAGE}\n`)
  return 0
}

interface Options {
  crm: string | undefined
  connection: string | undefined
  baseUrl: string | undefined
  token: string | undefined
  full: boolean
}

function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        connection: { type: 'string' },
        full: { type: 'boolean', default: false },
        crm: { type: 'string' },
        'base-url': { type: 'string' },
        'instance-url': { type: 'string' },
        token: { type: 'string' },
      },
    })
    if (values['base-url'] !== undefined && values['instance-url'] !== undefined) {
      throw new CommandError('--base-url and --instance-url name the same thing: give one of them.')
    }
    return {
      crm: values.crm,
      connection: values.connection,
      baseUrl: values['base-url'] ?? values['instance-url'],
      token: values.token,
      full: values.full,
    }
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\nUsage: ${USAGE}`)
  }
}

async function target(
  context: Context,
  { crm, connection, baseUrl, token }: Options,
): Promise<{ workspaceId: string; connectionId: string }> {
  if (baseUrl && token && !connection) {
    return connectByToken(context, kindNamed(context, crm), { baseUrl: originOf(baseUrl), token })
  }
  if (!connection || baseUrl || token) throw new CommandError(`Usage: ${USAGE}`)
  if (!/^[0-9a-f-]{36}$/i.test(connection))
    throw new CommandError(`${connection} is not the id of a connection.`)
  const workspaceId = await context.db.inSystem((tx) => workspaceOfConnection(tx, connection))
  if (!workspaceId) throw new CommandError(`There is no connection ${connection}.`)
  return { workspaceId, connectionId: connection }
}

/** The one that is asked for; the first of all when none is. */
function kindNamed({ crmKinds }: Context, name: string | undefined): CrmKind {
  const kinds = Object.values(crmKinds)
  const kind = name === undefined ? kinds[0] : kinds.find(({ crm }) => crm === name)
  if (kind) return kind
  throw new CommandError(`--crm ${name} is not known. There are: ${kinds.map(({ crm }) => crm).join(', ')}.`)
}

function originOf(text: string): string {
  if (!URL.canParse(text))
    throw new CommandError(`${text} is not an address such as https://api.example.com.`)
  return new URL(text).origin
}

/** Beside another run, waits for as long as that one may be silent: when its process was killed, this one then takes over. */
async function afterTheOther<T>(
  error: unknown,
  longestMs: number,
  io: CommandIo,
  again: () => Promise<T>,
): Promise<T> {
  if (!(error instanceof SyncBusy)) throw error
  await io.err('Another run of this connection has not ended; waiting to see whether it is alive.\n')
  const waitMs = Math.min(Math.max(error.until.getTime() - Date.now(), 0), longestMs)
  await setTimeout(waitMs + 250, undefined, { signal: io.signal })
  return again()
}

/** What the person at the terminal can understand and mend; anything else stays what it is. */
function explain(error: unknown): never {
  if (error instanceof SyncBusy)
    throw new CommandError('This connection is being synced already; try again when that has ended.')
  if (error instanceof SyncStopped)
    throw new CommandError('Stopped. What was read is kept; the next sync goes on from there.')
  if (error instanceof CrmError) throw new CommandError(error.message)
  throw error
}
