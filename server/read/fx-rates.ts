import { z } from 'zod'
import type { FxRateList } from '../../shared/contract/finance-api.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { countFxRates, listFxRates } from '../db/fx-rate-store.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

const columns = z.tuple([z.iso.date(), z.string(), z.string()])

/** Stored exchange rates, newest day first. */
export async function readFxRates(
  tx: WorkspaceTx,
  query: { cursor?: string | undefined; limit: number },
): Promise<FxRateList> {
  const after = decodeCursor(query.cursor, columns)
  const found = await listFxRates(tx, {
    after: after && { on: after[0], from: after[1], to: after[2] },
    limit: query.limit + 1,
  })
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    rows: shown.map(({ from, to, on, rate, source }) => ({ from, to, on, rate, source })),
    nextCursor: last && found.length > query.limit ? encodeCursor([last.on, last.from, last.to]) : null,
    total: await countFxRates(tx),
  }
}
