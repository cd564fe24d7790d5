import { normalised, type Columns } from './columns.ts'
import type { ImportedAccount, ImportTarget } from './import-target.ts'
import type { CsvRow } from './read-rows.ts'
import type { RowProblem, RowProblemKind } from './row-problem.ts'

/** The loaded accounts by the name that an export uses for them. */
export class AccountDirectory {
  readonly #byName = new Map<string, string>()
  readonly #bySpelling = new Map<string, { id: string; name: string }>()

  add(name: string, id: string): void {
    this.#byName.set(name, id)
    if (!this.#bySpelling.has(normalised(name))) this.#bySpelling.set(normalised(name), { id, name })
  }

  exact(name: string): string | undefined {
    return this.#byName.get(name)
  }

  /** The account whose name differs in case, spaces or punctuation alone. */
  similar(name: string): { id: string; name: string } | undefined {
    return this.#bySpelling.get(normalised(name))
  }

  get size(): number {
    return this.#byName.size
  }
}

export function loadAccounts(
  target: ImportTarget,
  rows: readonly CsvRow[],
  columns: Columns<'accounts'>,
  report: (problem: RowProblem) => void,
): AccountDirectory {
  const directory = new AccountDirectory()
  const parents: { childId: string; parent: string; line: number }[] = []
  const tell = (line: number, kind: RowProblemKind, message: string, loaded = true): void =>
    report({ file: 'accounts', line, kind, message, loaded })
  for (const { line, cells } of rows) {
    const cell = (index: number | undefined): string => (index === undefined ? '' : (cells[index] ?? ''))
    const name = cell(columns.name)
    if (name === '') {
      tell(line, 'no_account_name', 'the account has no name', false)
      continue
    }
    if (directory.similar(name) !== undefined)
      tell(line, 'duplicate_account', `${name} is in the file already`)
    const id = target.createAccount(importedAccount(name, columns, cell))
    directory.add(name, id)
    if (cell(columns.parent) !== '') parents.push({ childId: id, parent: cell(columns.parent), line })
  }
  for (const { childId, parent, line } of parents) {
    const parentId = directory.exact(parent) ?? directory.similar(parent)?.id
    if (parentId === undefined || parentId === childId)
      tell(line, 'unknown_parent', `no account is named ${parent}`)
    else target.setParent(childId, parentId)
  }
  return directory
}

function importedAccount(
  name: string,
  columns: Columns<'accounts'>,
  cell: (index: number | undefined) => string,
): ImportedAccount {
  const account: ImportedAccount = { name }
  for (const field of ['domain', 'industry', 'country', 'founded'] as const) {
    if (cell(columns[field]) !== '') account[field] = cell(columns[field])
  }
  for (const field of ['revenue', 'employees'] as const) {
    if (/^-?\d+(\.\d+)?$/.test(cell(columns[field]))) account[field] = cell(columns[field])
  }
  return account
}
