import type { Context } from '../context.ts'
import { CommandError } from './command.ts'

/** The workspace that a command named, or all of them. */
export async function chosenWorkspaces(context: Context, wanted: string | undefined): Promise<string[]> {
  const rows = await context.db.inSystem((tx) =>
    tx.db.selectFrom('workspace').select('workspace_id').orderBy('workspace_id').execute(),
  )
  const all = rows.map((row) => row.workspace_id)
  if (wanted === undefined) return all
  if (!all.includes(wanted)) throw new CommandError(`There is no workspace ${wanted}.`)
  return [wanted]
}
