import { z } from 'zod'
import type { FxRateDetail, FxRateList } from '../../shared/contract/finance-api.ts'
import type { WorkspaceTx } from '../db/database.ts'
import {
  countFxRates,
  type CurrencySearch,
  type FxRateRevision,
  fxRateRevisions,
  listFxRates,
} from '../db/fx-rate-store.ts'
import { type RateName, howFarRateWent } from '../db/rate-revision-store.ts'
import { namesOf } from '../db/user-store.ts'
import { notFound } from '../errors.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

const columns = z.tuple([z.iso.date(), z.string(), z.string()])

/** Stored exchange rates as they are now, newest day first. */
export async function readFxRates(
  tx: WorkspaceTx,
  query: { search?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<FxRateList> {
  const after = decodeCursor(query.cursor, columns)
  const search = searchedCurrencies(query.search ?? '')
  if (!search) return { rows: [], nextCursor: null, total: 0 }
  const found = await listFxRates(tx, {
    search,
    after: after && { on: after[0], from: after[1], to: after[2] },
    limit: query.limit + 1,
  })
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  const rows: FxRateList['rows'] = []
  for (const rate of shown) rows.push(toRow(rate, await lastValue(tx, rate)))
  return {
    rows,
    nextCursor: last && found.length > query.limit ? encodeCursor([last.on, last.from, last.to]) : null,
    total: await countFxRates(tx, search),
  }
}

/** One rate with everything that was made of it, and how far it went. Refuses one that was never stored. */
export async function readFxRate(tx: WorkspaceTx, name: RateName): Promise<FxRateDetail> {
  const revisions = await fxRateRevisions(tx, name)
  const [newest] = revisions
  if (!newest) throw notFound('exchange rate')
  const names = await namesOf(
    tx,
    revisions.flatMap(({ recordedBy }) => recordedBy ?? []),
  )
  return {
    ...toRow(newest, revisions.find(({ rate }) => rate !== null)?.rate ?? ''),
    revisions: revisions.map(({ revision, rate, recordedAt, recordedBy, source, reason }) => ({
      revision,
      rate,
      at: recordedAt.toISOString(),
      by: recordedBy && (names.get(recordedBy) ?? null),
      source,
      reason,
    })),
    use: await howFarRateWent(tx, name),
  }
}

/** "eur", "EUR USD", "eur → usd" and "EURUSD"; null for text that is no currencies, which nothing is found by. */
export function searchedCurrencies(text: string): CurrencySearch | null {
  const upper = text.trim().toUpperCase()
  if (upper === '') return []
  const words = /^[A-Z]{6}$/.test(upper)
    ? [upper.slice(0, 3), upper.slice(3)]
    : upper.split(/[^A-Z]+|\bTO\b/).filter((word) => word !== '')
  const [one, other, more] = words
  if (one === undefined || more !== undefined || words.some((word) => word.length > 3)) return null
  return other === undefined ? [one] : [one, other]
}

/** Of a rate that was taken back, what it was before. */
async function lastValue(tx: WorkspaceTx, rate: FxRateRevision): Promise<string> {
  if (rate.rate !== null) return rate.rate
  return (await fxRateRevisions(tx, rate)).find(({ rate: value }) => value !== null)?.rate ?? ''
}

function toRow(newest: FxRateRevision, rate: string): FxRateList['rows'][number] {
  const { from, to, on, source, revision } = newest
  return { from, to, on, rate, source, revision, takenBack: newest.rate === null }
}
