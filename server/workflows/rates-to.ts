import type { ExchangeRate } from '../../shared/commission/input.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { knownRates } from '../db/known-rate-store.ts'
import { chooseRate } from './choose-rate.ts'

/**
 * The rates at which amounts of these currencies become amounts of another on each of these calendar dates: the same ones that
 * accrual goes by, each for its own day and in this direction. A currency or day without a rate is left out. Where two CRM
 * accounts convert differently on a day and the workspace has no rate of its own, the account that was connected first decides.
 */
export async function ratesTo(
  tx: WorkspaceTx,
  to: string,
  currencies: readonly string[],
  days: readonly string[],
): Promise<ExchangeRate[]> {
  const foreign = [...new Set(currencies)].filter((currency) => currency !== to)
  if (foreign.length === 0 || days.length === 0) return []
  const connections = await tx.db
    .selectFrom('connection')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const rates = new Map<string, ExchangeRate>()
  for (const { id } of connections) {
    const known = await knownRates(tx, id, [...foreign, to], days)
    for (const day of days) {
      for (const from of foreign) {
        const key = `${from} ${day}`
        const rate = rates.has(key) ? undefined : chooseRate(known, from, to, day)
        if (rate) rates.set(key, directed(rate, from, to, day))
      }
    }
  }
  return [...rates.values()]
}

function directed(rate: ExchangeRate, from: string, to: string, on: string): ExchangeRate {
  if (rate.from === from) return { ...rate, on }
  const { numerator, denominator } = rate.rate
  return { from, to, on, rate: { numerator: denominator, denominator: numerator }, text: `1/${rate.text}` }
}
