import type { WorkspaceTx } from '../db/database.ts'
import { lockDealByExternalId, type MirroredDeal } from '../db/deal-store.ts'
import { notFound, Refusal } from '../errors.ts'
import { addWork } from '../jobs/outbox.ts'

/** What a workflow takes from outside: business time and ids. */
export interface Moment {
  now: Date
  newId(): string
}

/** A deal as the card names it. */
export interface DealRef {
  connectionId: string
  dealExternalId: string
}

/** Holds the deal for the rest of the transaction. Refuses one that is unknown here or gone from the CRM. */
export async function lockDeal(tx: WorkspaceTx, ref: DealRef): Promise<MirroredDeal> {
  const deal = await lockDealByExternalId(tx, ref.connectionId, ref.dealExternalId)
  if (!deal) throw notFound('deal')
  const gone = goneFromCrm(deal)
  if (gone) throw new Refusal('rule_violated', gone)
  return deal
}

/** Why nothing can be changed on a deal that the CRM no longer has as it was, or null. */
export function goneFromCrm(deal: Pick<MirroredDeal, 'state' | 'mergedInto'>): string | null {
  switch (deal.state) {
    case 'active':
      return null
    case 'archived':
      return 'This deal is archived in the CRM. Restore it there to change its partners.'
    case 'merged':
      return `This deal was merged into deal ${deal.mergedInto ?? 'another one'} in the CRM. Open that one to change its partners.`
    case 'missing':
      return 'The CRM no longer has this deal, or we may no longer see it, so its partners cannot be changed.'
  }
}

/** What follows in every case when credit or registration of a deal changed: CRM fields, and commission once it is won. */
export async function followDealChange(
  tx: WorkspaceTx,
  deal: Pick<MirroredDeal, 'id' | 'outcome'>,
): Promise<void> {
  await addWork(tx, { topic: 'crm.write_back', payload: { dealId: deal.id }, dedupeKey: deal.id })
  if (deal.outcome === 'won') {
    await addWork(tx, { topic: 'deal.changed', payload: { dealId: deal.id }, dedupeKey: deal.id })
  }
}
