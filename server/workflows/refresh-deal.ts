import { InvalidAmount, parseMoney } from '../../shared/money/parse-decimal.ts'
import type { Context } from '../context.ts'
import { findDealByExternalId, type MirroredDeal } from '../db/deal-store.ts'
import { lockMirror } from '../db/sync-store.ts'
import type { DealRef } from './lock-deal.ts'
import { storeDeals } from './store-records.ts'

/** What the card sees in the CRM, as the CRM writes it; a field that it does not see is absent. */
export interface SeenInCrm {
  amount?: string | undefined
  stage?: string | undefined
}

/** The CRM is asked for at most this long before the card shows what we hold. */
const PATIENCE_MS = 3_000

/**
 * Reads one deal again from the CRM when the card sees another amount or stage than the mirror, or a deal that the mirror
 * does not have. Never fails: a CRM that is away or slow leaves the mirror as it is.
 */
export async function refreshDeal(
  context: Pick<Context, 'db' | 'clock' | 'logger' | 'crmFor'>,
  workspaceId: string,
  ref: DealRef,
  seen: SeenInCrm,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const held = await context.db.inWorkspace(workspaceId, (tx) =>
    findDealByExternalId(tx, ref.connectionId, ref.dealExternalId),
  )
  if (held && !differs(held, seen)) return
  try {
    await within(patienceMs, fetchAndStore(context, workspaceId, ref))
  } catch (error) {
    context.logger.warn(
      { err: error, connectionId: ref.connectionId },
      'a deal could not be refreshed for the card',
    )
  }
}

async function fetchAndStore(
  context: Pick<Context, 'db' | 'clock' | 'crmFor'>,
  workspaceId: string,
  ref: DealRef,
): Promise<void> {
  const crm = await context.crmFor(workspaceId, ref.connectionId)
  const deals = await crm.findDeals([ref.dealExternalId])
  if (deals.length === 0) return
  await context.db.inWorkspace(workspaceId, async (tx) => {
    await lockMirror(tx, ref.connectionId, 'deal')
    await storeDeals(tx, ref.connectionId, deals, context.clock.now())
  })
}

/** Whether what the card sees is something else than what the mirror holds. */
export function differs(
  held: Pick<MirroredDeal, 'amount' | 'currency' | 'amountText' | 'stageId' | 'stageLabel'>,
  seen: SeenInCrm,
): boolean {
  const stageDiffers =
    seen.stage !== undefined && seen.stage !== held.stageId && seen.stage !== held.stageLabel
  return stageDiffers || (seen.amount !== undefined && amountDiffers(held, seen.amount.trim()))
}

function amountDiffers(
  held: Pick<MirroredDeal, 'amount' | 'currency' | 'amountText'>,
  text: string,
): boolean {
  if (text === '') return held.amount !== null
  if (held.amount === null || held.currency === null) return text !== held.amountText
  try {
    return parseMoney(text, held.currency, { signed: true }).amountMinor !== held.amount.amountMinor
  } catch (error) {
    if (error instanceof InvalidAmount) return text !== held.amountText
    throw error
  }
}

/** Rejects when the work takes longer; what is under way then ends by itself and is still stored. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`not done within ${ms} ms`)), ms)
  // It may fail after nobody waits for it any more.
  work.catch(() => {})
  try {
    await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
