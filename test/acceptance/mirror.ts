import { z } from 'zod'
import { command } from './desk.ts'
import {
  cents,
  exportedAccount,
  type ExportedDeal,
  exportedDeal,
  type ListedConnection,
  listedConnection,
} from './exported.ts'
import { type ExportRow, isoDay } from './sales-export.ts'

type Settings = Record<string, string>

/** The one account of this CRM that is connected. */
export async function connectionTo(settings: Settings, crm: string): Promise<ListedConnection> {
  const listed = z.array(listedConnection).parse(await command(settings, 'sync'))
  const [found, ...more] = listed.filter((connection) => connection.crm === crm)
  if (!found || more.length > 0)
    throw new Error(`${more.length + (found ? 1 : 0)} of the connections are ${crm}`)
  return found
}

/** What `export deals` says of one connection's deals. */
export async function dealsOf(settings: Settings, connectionId: string): Promise<ExportedDeal[]> {
  const deals = z.array(exportedDeal).parse(await command(settings, 'export', 'deals'))
  return deals.filter((deal) => deal.connectionId === connectionId)
}

export interface MirroredAccounts {
  /** Each account's name by the CRM's id. */
  nameOf: Map<string, string>
  /** Each account's parent by name; '' without one. */
  parentOf: Map<string, string>
  count: number
}

export async function accountsOf(settings: Settings, connectionId: string): Promise<MirroredAccounts> {
  const exported = z.array(exportedAccount).parse(await command(settings, 'export', 'accounts'))
  const accounts = exported.filter((account) => account.connectionId === connectionId)
  const nameOf = new Map(accounts.map(({ externalId, name }) => [externalId, name]))
  const parentOf = new Map(
    accounts.map(({ name, parentExternalId }) => [name, nameOf.get(parentExternalId ?? '') ?? '']),
  )
  return { nameOf, parentOf, count: accounts.length }
}

export interface PlainDeal {
  id: string | undefined
  account: string
  outcome: string
  closed: string | null
  amount: string | null
  currency: string | null
  state: string
}

/** Mirrored deals in the words of the export, by its ids. */
export function inWordsOfExport(deals: readonly ExportedDeal[], { nameOf }: MirroredAccounts): PlainDeal[] {
  return byId(
    deals.map((deal) => ({
      id: /\((\w+)\)$/.exec(deal.name)?.[1],
      account: nameOf.get(deal.accountExternalId ?? '') ?? '',
      outcome: deal.outcome,
      closed: deal.closeDate,
      amount: deal.amount,
      currency: deal.currency,
      state: deal.state,
    })),
  )
}

/** What has to be mirrored of the export's rows; `withoutCloseDate` is what the CRM holds where a row has no close date. */
export function asToBeMirrored(rows: readonly ExportRow[], withoutCloseDate: string | null): PlainDeal[] {
  return byId(
    rows.map(({ id, account, outcome, closed, value }) => ({
      id,
      account,
      outcome,
      closed: isoDay(closed) ?? withoutCloseDate,
      amount: value === '' ? null : `${value}.00`,
      currency: 'USD',
      state: 'active',
    })),
  )
}

/**
 * The day on which an opportunity closes whose row has no close date: Salesforce wants some day, and the simulator's importer
 * takes the last one of the running quarter.
 */
export function endOfQuarter(): string {
  const now = new Date()
  const nextQuarter = 3 * Math.floor(now.getUTCMonth() / 3) + 3
  return new Date(Date.UTC(now.getUTCFullYear(), nextQuarter, 0)).toISOString().slice(0, 10)
}

const byId = (deals: PlainDeal[]): PlainDeal[] =>
  deals.sort((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : (a.id ?? '') > (b.id ?? '') ? 1 : 0))

/** How many deals there are, how many of them are won and for how many cents, and how many have no account. */
export function totalsOf(deals: readonly PlainDeal[]): Totals {
  const won = deals.filter(({ outcome }) => outcome === 'won')
  return {
    deals: deals.length,
    won: won.length,
    wonCents: won.reduce((sum, { amount }) => sum + cents(amount ?? ''), 0n),
    withoutAccount: deals.filter(({ account }) => account === '').length,
  }
}

export interface Totals {
  deals: number
  won: number
  wonCents: bigint
  withoutAccount: number
}

/** Of the real export, in whichever CRM it is. */
export const EXPORT_TOTALS: Totals = {
  deals: 8_800,
  won: 4_238,
  wonCents: 1_000_553_400n,
  withoutAccount: 1_425,
}
