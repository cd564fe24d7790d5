import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const content = z.object({ offsetMs: z.int() })

/** Business time of the demo: the machine's time plus an offset in a file that the server reads too. */
export class DemoClock {
  readonly file: string

  constructor(file: string) {
    this.file = file
  }

  now(): Date {
    return new Date(Date.now() + this.#offsetMs())
  }

  /** Throws when that would be a step back: what happened has happened. */
  moveTo(to: Date): void {
    if (to.getTime() <= this.now().getTime()) throw new RangeError('The clock only moves forward.')
    this.#write(to.getTime() - Date.now())
  }

  /** For a demo that begins anew. */
  reset(): void {
    rmSync(this.file, { force: true })
  }

  #offsetMs(): number {
    try {
      return content.parse(JSON.parse(readFileSync(this.file, 'utf8'))).offsetMs
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
      throw error
    }
  }

  #write(offsetMs: number): void {
    // Renamed into place: other processes read the file at any moment.
    const aside = `${this.file}.${process.pid}`
    writeFileSync(aside, JSON.stringify({ offsetMs }))
    renameSync(aside, this.file)
  }
}
