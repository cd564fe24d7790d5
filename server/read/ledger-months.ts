import type { LedgerMonths } from '../../shared/contract/finance-api.ts'
import { calendarDate } from '../../shared/calendar-date.ts'
import { monthName } from '../../shared/month.ts'
import type { Actor } from '../auth/actor.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { entriesByMonth, listCloses } from '../db/period-close-store.ts'
import { namesOf } from '../db/user-store.ts'
import { permittedStep } from './permitted-step.ts'

/** Every month with entries or closed, newest first, and which one can be closed next. */
export async function readLedgerMonths(tx: WorkspaceTx, actor: Actor, now: Date): Promise<LedgerMonths> {
  const closes = new Map((await listCloses(tx)).map((close) => [close.month, close]))
  const entries = new Map((await entriesByMonth(tx)).map((row) => [row.month, row.entries]))
  const names = await namesOf(
    tx,
    [...closes.values()].map(({ closedBy }) => closedBy),
  )
  const months = [...new Set([...closes.keys(), ...entries.keys()])].sort()
  const next = months.find((month) => !closes.has(month))
  const current = await currentMonth(tx, now)
  return {
    months: months.reverse().map((month) => {
      const close = closes.get(month)
      return {
        month,
        entries: entries.get(month) ?? 0,
        closedBy: close ? (names.get(close.closedBy) ?? '') : null,
        closedAt: close?.closedAt.toISOString() ?? null,
        close: permittedStep(actor, 'closePeriod', obstacle(month)),
      }
    }),
  }

  function obstacle(month: string): string | null {
    if (closes.has(month)) return 'It is closed.'
    if (month >= current) return `${monthName(month)} is not over.`
    return next !== undefined && next < month ? `${monthName(next)} is closed first.` : null
  }
}

async function currentMonth(tx: WorkspaceTx, now: Date): Promise<string> {
  const { time_zone: timeZone } = await tx.db
    .selectFrom('workspace')
    .select('time_zone')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  return calendarDate(now, timeZone).slice(0, 7)
}
