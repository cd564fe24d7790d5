import { closeMonth } from '../../server/workflows/close-month.ts'
import { monthTexts } from './model-compare.ts'
import { monthOf } from './model-facts.ts'
import type { Run } from './model-records.ts'
import { expect } from './model-refusals.ts'

/** Closes the month that lies so many months back. */
export async function close(run: Run, monthsAgo: number): Promise<void> {
  const { world, model, closed } = run
  const first = new Date(`${monthOf(model.now)}-01T00:00:00Z`)
  first.setUTCMonth(first.getUTCMonth() - monthsAgo)
  const month = monthOf(first)
  const entered = model.lines.flatMap(({ entries }) => entries.map(({ month }) => month))
  const no =
    month <= model.closed ||
    month >= monthOf(model.now) ||
    (model.closed === '' && !entered.some((other) => other <= month)) ||
    entered.some((other) => other > model.closed && other < month)
  if (await expect(run, no, () => world.do((tx) => closeMonth(tx, world.moment, world.finley, month)))) return
  model.closed = month
  for (const [each, text] of monthTexts(await world.books())) if (each <= month) closed.set(each, text)
}
