import type { PartnerType } from '../../shared/partner/partner.ts'
import { findProgramme, insertPlanVersion } from '../../server/db/programme-store.ts'
import type { LedgerWorld } from './ledger-world.ts'

export interface Terms extends Record<string, unknown> {
  effectiveFrom?: string
  rules: readonly Record<string, unknown>[]
}

/**
 * Publishes a version of the referral programme's plan, from 2026 on unless it says otherwise; the window of the version before
 * ends on the day before. Returns its id.
 */
export async function publishTerms(
  world: LedgerWorld,
  version: number,
  terms: Terms,
  type: PartnerType = 'referral',
): Promise<string> {
  const from = terms.effectiveFrom ?? '2026-01-01'
  const id = world.moment.newId()
  await world.do(async (tx) => {
    const programme = await findProgramme(tx, type)
    if (!programme) throw new Error(`there is no programme for ${type}`)
    const dayBefore = new Date(Date.parse(`${from}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
    await tx.db
      .updateTable('plan_version')
      .set({ effective_to: dayBefore })
      .where('programme_id', '=', programme.id)
      .where('effective_from', '<', from)
      .where('effective_to', 'is', null)
      .execute()
    await insertPlanVersion(tx, {
      id,
      programmeId: programme.id,
      terms: {
        id: `${type.replaceAll('_', '-')}-standard`,
        version,
        currency: 'USD',
        timeZone: 'UTC',
        effectiveFrom: from,
        effectiveTo: null,
        earning: { kind: 'onCollection' },
        ...terms,
      },
      publishedBy: 'Casey Moreau',
      publishedAt: world.moment.now,
    })
  })
  return id
}

/** Works off what changes of deals have asked for, as workers do, until nothing is left. Returns how many deals were looked at. */
export async function workOff(world: LedgerWorld, react: (dealId: string) => Promise<void>): Promise<number> {
  let looks = 0
  for (;;) {
    const due = await world.do((tx) =>
      tx.db
        .updateTable('outbox')
        .set({ done_at: new Date(), attempts: 1 })
        .where('workspace_id', '=', tx.workspaceId)
        .where('topic', '=', 'deal.changed')
        .where('done_at', 'is', null)
        .where('available_at', '<=', new Date())
        .returning('payload')
        .execute(),
    )
    if (due.length === 0) return looks
    for (const { payload } of due) {
      looks += 1
      if (looks > 200) throw new Error('looking again at deals does not come to an end')
      // Work on deals names the deal.
      await react((payload as { dealId: string }).dealId)
    }
  }
}
