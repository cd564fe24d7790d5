import { ApiError } from './api-error.ts'
import type { FieldValues } from './record.ts'

/** Records that another transaction holds: writes to them, and to what hangs on them, fail. */
export class RowLocks {
  readonly #locks = new Map<string, number>()

  /** The next `times` writes that need the record fail. */
  lock(id: string, times = 1): void {
    this.#locks.set(id, times)
  }

  release(): void {
    this.#locks.clear()
  }

  /** Throws UNABLE_TO_LOCK_ROW when the record or one that it refers to is held. */
  check(id: string, values: FieldValues): void {
    for (const held of [id, ...Object.values(values)]) {
      const left = typeof held === 'string' ? (this.#locks.get(held) ?? 0) : 0
      if (left <= 0 || typeof held !== 'string') continue
      this.#locks.set(held, left - 1)
      const message = 'unable to obtain exclusive access to this record or 1 records: ' + held
      throw new ApiError(400, 'UNABLE_TO_LOCK_ROW', message, [])
    }
  }
}
