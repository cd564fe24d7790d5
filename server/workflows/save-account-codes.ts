import type { AccountCode } from '../../shared/ledger/account-codes.ts'
import { TRIAL_ACCOUNTS } from '../../shared/ledger/trial-balance.ts'
import type { Actor } from '../auth/actor.ts'
import { replaceAccountCodes } from '../db/account-code-store.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'

/** Says what each account is called in the company's own books. No entry changes; two accounts may share a code. */
export async function saveAccountCodes(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  codes: readonly AccountCode[],
): Promise<void> {
  const fields = TRIAL_ACCOUNTS.filter(
    (account) => codes.filter((code) => code.account === account).length !== 1,
  )
  if (fields.length > 0) {
    throw new Refusal('rule_violated', 'Each account is named once.', {
      fields: fields.map((account) => ({ path: 'accounts', message: `must name ${account} once` })),
    })
  }
  await replaceAccountCodes(tx, codes)
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'ledger',
    subjectId: tx.workspaceId,
    kind: 'account_codes_saved',
    actor,
    at: moment.now,
    reason: null,
    before: null,
    after: Object.fromEntries(codes.map(({ account, code, name }) => [account, `${code} ${name}`])),
  })
}
