import type { WhyText } from '../contract/card-api.ts'
import { formatDecimal } from '../money/format.ts'
import { type CurrencyCode, money } from '../money/money.ts'
import { type Balances, foldBalances, NOTHING } from '../ledger/balance.ts'
import type { Posting } from '../ledger/posting.ts'
import { csv, type CsvCell } from './csv.ts'

/** Something that happened to a partner's money, as the ledger has it. */
export interface StatementEntry {
  transactionId: string
  /** Calendar date in the workspace's time zone. */
  date: string
  text: string
  dealName: string | null
  postings: readonly Pick<Posting, 'account' | 'currency' | 'amountMinor'>[]
  why: WhyText | null
}

export interface StatementLine extends StatementEntry {
  /** What it changed, signed as in `Balances`. */
  change: Balances
}

/** One currency of a partner's statement: opening plus every line is closing. */
export interface StatementSection {
  currency: CurrencyCode
  opening: Balances
  lines: StatementLine[]
  closing: Balances
}

export interface Statement {
  workspaceName: string
  partnerName: string
  /** Both days belong to it. */
  from: string
  to: string
  sections: StatementSection[]
}

/** Builds one currency's section from what was before the period and what happened in it, in order. */
export function statementSection(
  currency: CurrencyCode,
  opening: Balances,
  entries: readonly StatementEntry[],
): StatementSection {
  let closing: Balances = { ...opening }
  const lines = entries.map((entry) => {
    const change = foldBalances(entry.postings)
    closing = sum(closing, change)
    return { ...entry, change }
  })
  return { currency, opening, lines, closing }
}

const COLUMNS = [
  ['Pending', 'pending'],
  ['Payable', 'payable'],
  ['Held', 'held'],
  ['In payout', 'inTransit'],
  ['Paid', 'paid'],
] as const satisfies readonly (readonly [string, keyof Balances])[]

/** One row per line, with opening and closing rows per currency. Safe to open in a spreadsheet. */
export function statementCsv(statement: Statement): string {
  const row = (currency: CurrencyCode, head: CsvCell[], balances: Balances, tail: CsvCell[]): CsvCell[] => [
    ...head,
    currency,
    ...COLUMNS.map(([, name]) => ({ amount: formatDecimal(money(balances[name], currency)) })),
    ...tail,
  ]
  return csv([
    ['Date', 'What', 'Deal', 'Currency', ...COLUMNS.map(([label]) => label), 'Why', 'Transaction'],
    ...statement.sections.flatMap(({ currency, opening, lines, closing }) => [
      row(currency, [statement.from, 'Opening balance', ''], opening, ['', '']),
      ...lines.map((line) =>
        row(currency, [line.date, line.text, line.dealName ?? ''], line.change, [
          line.why?.sentence ?? '',
          line.transactionId,
        ]),
      ),
      row(currency, [statement.to, 'Closing balance', ''], closing, ['', '']),
    ]),
  ])
}

function sum(a: Balances, b: Balances): Balances {
  const total = { ...NOTHING }
  // Object.keys forgets the keys; they are exactly those of Balances.
  for (const name of Object.keys(NOTHING) as (keyof Balances)[]) total[name] = a[name] + b[name]
  return total
}
