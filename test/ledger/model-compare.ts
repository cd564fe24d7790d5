import { balancesByPartner } from '../../server/db/ledger-store.ts'
import type { StoredBooks } from './model-books.ts'
import {
  ACCOUNTS,
  type Entry,
  type ModelBatch,
  type ModelLine,
  monthsOf,
  nothing,
  type Sums,
} from './model-facts.ts'
import type { Run } from './model-records.ts'
import { PARTNER_NAMES } from './model-terms.ts'

/**
 * Holds the product to the model: each entry of each line, what every partner has in each currency, the payouts, the credits that
 * stand, what closed months said when they were closed, and that all sums to zero and verifies. Throws what differs.
 */
export async function compare(run: Run): Promise<void> {
  const books = await run.world.books()
  const bad = await run.world.verify()
  const problems = [
    ...books.unbalanced.map((what) => `does not sum to zero: ${what}`),
    ...lineProblems(run, books),
    ...(await partnerProblems(run)),
    ...(await batchProblems(run)),
    ...(await creditProblems(run)),
    ...closedProblems(run, books),
    ...(bad ? [bad] : []),
  ]
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

function lineProblems({ model }: Run, books: StoredBooks): string[] {
  const unknown = new Set(books.lines.keys())
  const problems = model.lines.flatMap((line) => {
    const { credit, terms, entries } = line
    const name = nameOf(line)
    unknown.delete(name)
    const what = `${credit.role} ${credit.partner} on ${credit.deal.id} in ${terms.currency}`
    return different(what, entriesText(books.lines.get(name)?.entries ?? []), entriesText(entries))
  })
  return [...problems, ...[...unknown].map((name) => `the model knows no line of ${name}`)]
}

async function partnerProblems({ world, model }: Run): Promise<string[]> {
  const stored = await world.do((tx) => balancesByPartner(tx))
  return PARTNER_NAMES.flatMap((name) =>
    ['USD', 'EUR'].flatMap((currency) => {
      const should = nothing()
      for (const { credit, terms, sums } of model.lines) {
        if (credit.partner !== name || terms.currency !== currency) continue
        for (const account of ACCOUNTS) should[account] += sums[account]
      }
      const is = stored.find((one) => one.partnerId === world.ids[name] && one.currency === currency)
      return different(`${name} in ${currency}`, sumsText(is?.balances ?? nothing()), sumsText(should))
    }),
  )
}

async function batchProblems({ world, batches }: Run): Promise<string[]> {
  const stored = await world.batches()
  return batches.flatMap((batch) => {
    const items = batch.items.map(({ partner, amount, status }) => `${partner} ${amount} ${status}`)
    const should = [statusOf(batch), ...items.sort()].join(', ')
    return different(`a batch in ${batch.currency}`, stored.get(batch.id) ?? '', should)
  })
}

function statusOf({ status, items }: ModelBatch): string {
  if (status !== 'approved' || items.some((item) => item.status === 'sent')) return status
  return items.every((item) => item.status === 'confirmed') ? 'settled' : 'partially_failed'
}

async function creditProblems({ world, model }: Run): Promise<string[]> {
  const standing = model.credits.filter(({ removed }) => !removed)
  const should = standing.map(({ id, locked }) => `${id}${locked ? ' locked' : ''}`).sort()
  return different('the credits', (await world.credits()).join('\n'), should.join('\n'))
}

function closedProblems({ closed }: Run, books: StoredBooks): string[] {
  const texts = monthTexts(books)
  return [...closed].flatMap(([month, text]) => different(`closed ${month}`, texts.get(month) ?? '', text))
}

/** What every line had in each month. */
export function monthTexts(books: StoredBooks): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [name, { entries }] of [...books.lines].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [month, sums] of monthsOf(entries)) {
      const text = sumsText(sums)
      if (text !== '') texts.set(month, `${texts.get(month) ?? ''}${name}: ${text}\n`)
    }
  }
  return texts
}

/** As `StoredBooks` calls it. */
const nameOf = ({ credit, terms }: ModelLine): string => `${credit.id} in ${terms.currency}`

const entriesText = (entries: readonly Entry[]): string =>
  entries.map(({ month, change }) => `${month}: ${sumsText(change)}`).join('\n')

const sumsText = (sums: Sums): string =>
  ACCOUNTS.filter((account) => sums[account] !== 0n)
    .map((account) => `${account} ${sums[account]}`)
    .join(', ')

const different = (what: string, is: string, should: string): string[] =>
  is === should ? [] : [`${what}: the product has\n${is}\nand should have\n${should}`]
