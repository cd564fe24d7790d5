import type { Gone } from '../db/gone-deals.ts'

/** What a payment does whose deal is gone from the CRM. */
export const KEPT: Record<Gone, string> = {
  archived:
    'Kept: its deal is archived in the CRM, so no commission becomes payable by it. Once the deal is restored, it counts.',
  missing:
    'Kept: the CRM no longer shows its deal, so no commission becomes payable by it. Once it shows the deal again, it counts.',
}

/** Whether an event of this type brings money: what takes money back counts whatever became of the deal. */
export const bringsMoney = (type: string): boolean => MONEY_EVENTS.includes(type)

export const MONEY_EVENTS: readonly string[] = ['payment.succeeded', 'invoice.paid']
