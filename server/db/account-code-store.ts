import type { AccountCode } from '../../shared/ledger/account-codes.ts'
import type { WorkspaceTx } from './database.ts'

/** What the workspace mapped itself; the others have their usual codes. */
export async function mappedAccountCodes(tx: WorkspaceTx): Promise<AccountCode[]> {
  return await tx.db
    .selectFrom('ledger_account_code')
    .select(['account', 'code', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .execute()
}

export async function replaceAccountCodes(tx: WorkspaceTx, codes: readonly AccountCode[]): Promise<void> {
  await tx.db.deleteFrom('ledger_account_code').where('workspace_id', '=', tx.workspaceId).execute()
  const rows = codes.map(({ account, code, name }) => ({ workspace_id: tx.workspaceId, account, code, name }))
  if (rows.length > 0) await tx.db.insertInto('ledger_account_code').values(rows).execute()
}
