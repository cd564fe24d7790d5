import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { isAlive } from '../../../server/data-dir-lock.ts'

const LOOK_AGAIN_MS = 50
/** Longer than any work: whoever is still named after this long is a process that came by the number of a dead one. */
const LONGEST_MS = 180_000

/**
 * Does `work` while nobody else, of this process or of others, does theirs under the same lock file. What a killed
 * process left behind does not count. For work that may be done twice: two that find the same dead one's lock at once
 * may both begin.
 */
export async function oneAtATime<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  while (!taken(lockFile)) await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS))
  try {
    return await work()
  } finally {
    rmSync(lockFile, { force: true })
  }
}

function taken(lockFile: string): boolean {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  if (isAbandoned(lockFile)) rmSync(lockFile, { force: true })
  return false
}

function isAbandoned(lockFile: string): boolean {
  try {
    const holder = readFileSync(lockFile, 'utf8')
    // Empty: made, and its maker's number not written yet.
    const gone = holder !== '' && !isAlive(Number(holder))
    return gone || Date.now() - statSync(lockFile).mtimeMs > LONGEST_MS
  } catch {
    // Given back meanwhile.
    return false
  }
}
