const WIDTH = 30
const PLAIN_EVERY_MS = 2000

export interface TerminalProgress {
  show(done: number, total: number | null, text: string): void
  /** Puts a last line in place of the bar, if there is something to say. */
  end(text?: string): void
}

/** A bar that redraws itself on a terminal; elsewhere a plain line now and then. */
export function terminalProgress(out: NodeJS.WriteStream = process.stdout): TerminalProgress {
  let drawn = false
  let lastPlainAt = 0
  return {
    show(done, total, text) {
      if (out.isTTY) {
        const share = total ? Math.min(1, done / total) : 0
        const full = Math.round(share * WIDTH)
        out.write(`\r\u001b[2K  [${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}] ${text}`)
        drawn = true
      } else if (Date.now() - lastPlainAt >= PLAIN_EVERY_MS || done === total) {
        lastPlainAt = Date.now()
        out.write(`  ${text}\n`)
      }
    },
    end(text) {
      if (drawn) out.write('\r\u001b[2K')
      drawn = false
      if (text !== undefined) out.write(`  ${text}\n`)
    },
  }
}
