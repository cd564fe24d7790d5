import { setTimeout as wait } from 'node:timers/promises'
import type { Demo } from './demo.ts'
import type { TerminalProgress } from './terminal-progress.ts'

const EVERY_MS = 300
const PATIENCE_MS = 10 * 60_000

/** Shows the first sync on the terminal until it is done. One that takes too long goes on by itself; the page shows it too. */
export async function watchFirstSync(demo: Demo, progress: TerminalProgress): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (Date.now() < deadline) {
    await demo.look()
    const { sync } = demo.state()
    if (sync && !sync.running) return progress.end(sync.text)
    if (sync) progress.show(sync.read, sync.expected, sync.text)
    await wait(EVERY_MS)
  }
  progress.end('The first sync takes long; it goes on in the background, and the page shows how far it is.')
}
