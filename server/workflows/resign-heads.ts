import type { Database, WorkspaceTx } from '../db/database.ts'

/**
 * Signs with the newest key every ledger head that an older key signed, so that the older key can go from ENCRYPTION_KEYS. A
 * signature that does not hold stays as it is, for `ledger verify` to find. Returns how many were signed anew.
 */
export async function resignHeads(db: Database): Promise<number> {
  const workspaces = await db.inSystem((tx) => tx.db.selectFrom('workspace').select('workspace_id').execute())
  let signed = 0
  for (const { workspace_id: workspaceId } of workspaces) {
    if (await db.inWorkspace(workspaceId, resignHead)) signed++
  }
  return signed
}

async function resignHead(tx: WorkspaceTx): Promise<boolean> {
  const row = await tx.db
    .selectFrom('ledger_head')
    .select(['sequence', 'hash', 'signature', 'signed_with as signedWith'])
    .where('workspace_id', '=', tx.workspaceId)
    .forUpdate()
    .executeTakeFirst()
  if (!row || row.signature === null || row.signedWith === null) return false
  const { sequence, hash, signature, signedWith } = row
  const head = { workspaceId: tx.workspaceId, sequence, hash }
  if (tx.ledgerSeal.isCurrent({ signedWith })) return false
  if (tx.ledgerSeal.check(head, { signature, signedWith }) !== 'valid') return false
  const anew = tx.ledgerSeal.sign(head)
  await tx.db
    .updateTable('ledger_head')
    .set({ signature: anew.signature, signed_with: anew.signedWith })
    .where('workspace_id', '=', tx.workspaceId)
    .execute()
  return true
}
