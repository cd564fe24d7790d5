import { parseAmount, type ParsedAmount } from './amounts.ts'
import type { Columns } from './columns.ts'
import { parseDay, type DayOrder } from './dates.ts'
import type { ImportTarget } from './import-target.ts'
import type { AccountDirectory } from './load-accounts.ts'
import type { CsvRow } from './read-rows.ts'
import type { RowProblem, RowProblemKind } from './row-problem.ts'
import { Spellings } from './spellings.ts'

export interface DealLoad {
  columns: Columns<'deals'>
  dayOrder: DayOrder
  accounts: AccountDirectory
  /** Without an accounts file the deals' own account names make the companies, and none of them is unknown. */
  hasAccountsFile: boolean
  /** Product names as a price list spells them; may be empty. */
  products: readonly string[]
  report: (problem: RowProblem) => void
}

/** Loads deals one row at a time. Whatever is unusual about a row is reported, and the row is loaded as far as it goes. */
export class DealLoader {
  readonly #target: ImportTarget
  readonly #load: DealLoad
  readonly #products = new Spellings()
  readonly #lineOfId = new Map<string, number>()
  readonly #ownerIds = new Map<string, string>()
  readonly #stageIds = new Map<string, string>()

  constructor(target: ImportTarget, load: DealLoad, rows: readonly CsvRow[]) {
    this.#target = target
    this.#load = load
    for (const product of load.products) this.#products.addListed(product)
    for (const row of rows) {
      const product = cellOf(row, load.columns.product)
      if (product !== '') this.#products.add(product)
    }
  }

  add(row: CsvRow): void {
    const { columns } = this.#load
    const tell = (kind: RowProblemKind, message: string): void =>
      this.#load.report({ file: 'deals', line: row.line, kind, message, loaded: true })
    const id = this.#id(row, tell)
    const stageId = this.#stage(cellOf(row, columns.stage), tell)
    const value = this.#amount(cellOf(row, columns.amount), stageId, tell)
    const currency = this.#currency(cellOf(row, columns.currency), value, tell)
    const product = this.#product(cellOf(row, columns.product), tell)
    const accountId = this.#account(cellOf(row, columns.account), tell)
    // Where the whole column is missing, no row is unusual for it.
    const unengaged = columns.createDate === undefined ? undefined : 'no_engage_date'
    const created = this.#day(cellOf(row, columns.createDate), unengaged, tell)
    const closed = this.#day(cellOf(row, columns.closeDate), 'no_close_date', tell)
    const ownerId = this.#owner(cellOf(row, columns.owner))
    this.#target.createDeal({
      importId: id,
      name: dealName(row, columns, id),
      stageId,
      amount: value?.amount,
      currency,
      product,
      accountId,
      createdOn: created,
      closesOn: closed,
      ownerId,
    })
  }

  #id(row: CsvRow, tell: Tell): string {
    const id = cellOf(row, this.#load.columns.id)
    const before = this.#lineOfId.get(id)
    if (id === '') tell('no_id', 'the deal has no id')
    else if (before !== undefined) tell('duplicate_id', `${id} is on line ${before} already`)
    else this.#lineOfId.set(id, row.line)
    return id
  }

  #stage(word: string, tell: Tell): string | undefined {
    if (word === '') {
      tell('no_stage', 'the deal has no stage')
      return undefined
    }
    const known = this.#stageIds.get(word)
    if (known !== undefined) return known
    const id = this.#target.stageFor(word)
    this.#stageIds.set(word, id)
    return id
  }

  #amount(text: string, stageId: string | undefined, tell: Tell): ParsedAmount | undefined {
    const value = text === '' ? undefined : parseAmount(text)
    if (text === '') tell('no_value', 'the deal has no value')
    else if (value === undefined) tell('bad_amount', `${text} is not an amount`)
    if (value === undefined && stageId !== undefined && this.#target.isWon(stageId))
      tell('won_without_value', 'the deal is won without a value')
    return value
  }

  #currency(text: string, value: ParsedAmount | undefined, tell: Tell): string | undefined {
    const code = text === '' ? value?.currency : text.toUpperCase()
    if (code === undefined) return undefined
    if (!/^[A-Z]{3}$/.test(code)) {
      tell('bad_currency', `${text} is not a currency code`)
      return undefined
    }
    this.#target.addCurrency(code)
    return code
  }

  #product(product: string, tell: Tell): string {
    const usual = product === '' ? undefined : this.#products.usual(product)
    if (usual !== undefined) tell('product_spelling', `${product} is spelt ${usual} elsewhere`)
    return product
  }

  #account(name: string, tell: Tell): string | undefined {
    const { accounts, hasAccountsFile } = this.#load
    if (name === '') {
      if (this.#load.columns.account !== undefined) tell('no_account', 'the deal has no account')
      return undefined
    }
    const exact = accounts.exact(name)
    if (exact !== undefined) return exact
    const similar = accounts.similar(name)
    if (similar !== undefined) {
      tell('account_spelling', `${name} is spelt ${similar.name} elsewhere`)
      return similar.id
    }
    if (hasAccountsFile) tell('unknown_account', `${name} is not in the accounts file; added by its name`)
    const id = this.#target.createAccount({ name })
    accounts.add(name, id)
    return id
  }

  #day(
    text: string,
    whenEmpty: 'no_close_date' | 'no_engage_date' | undefined,
    tell: Tell,
  ): string | undefined {
    if (text === '') {
      if (whenEmpty === 'no_close_date') tell(whenEmpty, 'the deal has no close date')
      if (whenEmpty === 'no_engage_date') tell(whenEmpty, 'the deal has no engage date')
      return undefined
    }
    const day = parseDay(text, this.#load.dayOrder)
    if (day === undefined) {
      tell('bad_date', `${text} is not a date`)
      return undefined
    }
    return day
  }

  #owner(name: string): string | undefined {
    if (name === '') return undefined
    const known = this.#ownerIds.get(name)
    if (known !== undefined) return known
    const id = this.#target.createOwner(name)
    this.#ownerIds.set(name, id)
    return id
  }
}

type Tell = (kind: RowProblemKind, message: string) => void

export function cellOf(row: CsvRow, index: number | undefined): string {
  return index === undefined ? '' : (row.cells[index] ?? '')
}

function dealName(row: CsvRow, columns: Columns<'deals'>, id: string): string {
  const name = cellOf(row, columns.name)
  if (name !== '') return name
  const parts = [cellOf(row, columns.account), cellOf(row, columns.product)].filter((part) => part !== '')
  const title = parts.length === 0 ? 'Deal' : parts.join(' - ')
  return id === '' ? title : `${title} (${id})`
}
