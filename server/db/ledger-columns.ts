import type { Posting } from '../../shared/ledger/posting.ts'

export interface TransactionRow {
  id: string
  idempotencyKey: string
  requestHash: string
  kind: string
  /** JSON text. */
  cause: string
  /** Instant, ISO 8601. */
  effectiveAt: string
  hash: string
}

/**
 * Rows of the ledger by column, each an array in PostgreSQL's own notation that is written while it grows: a thousand entries
 * are ten thousand cells, and drivers take longer to quote them than the database to store them.
 */
export class LedgerColumns {
  readonly entries = {
    ids: new ArrayText(),
    keys: new ArrayText(),
    requestHashes: new ArrayText(),
    kinds: new ArrayText(),
    /** JSON texts. */
    causes: [] as string[],
    effectiveAt: new ArrayText(),
    hashes: new ArrayText(),
  }
  readonly postings = {
    /** The place of its entry among `entries`, from 1. */
    entries: new ArrayText(),
    lineNumbers: new ArrayText(),
    accounts: new ArrayText(),
    partnerIds: new ArrayText(),
    dealIds: new ArrayText(),
    commissionLineIds: new ArrayText(),
    currencies: new ArrayText(),
    amountsMinor: new ArrayText(),
  }

  get count(): number {
    return this.entries.causes.length
  }

  add(row: TransactionRow, postings: readonly Posting[]): void {
    const { entries, postings: lines } = this
    entries.ids.push(row.id)
    entries.keys.push(row.idempotencyKey)
    entries.requestHashes.pushPlain(row.requestHash)
    entries.kinds.pushPlain(row.kind)
    entries.causes.push(row.cause)
    entries.effectiveAt.pushPlain(row.effectiveAt)
    entries.hashes.pushPlain(row.hash)
    const place = String(this.count)
    let lineNumber = 0
    for (const posting of postings) {
      lines.entries.pushPlain(place)
      lines.lineNumbers.pushPlain(String(++lineNumber))
      lines.accounts.pushPlain(posting.account)
      lines.partnerIds.push(posting.partnerId)
      lines.dealIds.push(posting.dealId)
      lines.commissionLineIds.push(posting.commissionLineId)
      lines.currencies.push(posting.currency)
      lines.amountsMinor.pushPlain(String(posting.amountMinor))
    }
  }
}

/** A one-dimensional array as text that PostgreSQL reads, whatever is in its cells. */
export class ArrayText {
  readonly #cells: string[] = []

  push(cell: string | null): void {
    if (cell === null) this.#cells.push('null')
    else if (NOTHING_TO_ESCAPE.test(cell)) this.#cells.push(cell)
    else this.#cells.push(`"${cell.replace(/["\\]/g, '\\$&')}"`)
  }

  /** A cell of ours without anything to escape: a number, a word, hexadecimal digits. */
  pushPlain(cell: string): void {
    this.#cells.push(cell)
  }

  text(): string {
    return `{${this.#cells.join(',')}}`
  }
}

/** Not empty, and never the word null. */
const NOTHING_TO_ESCAPE = /^(?!null$)[\w:.-]+$/i
