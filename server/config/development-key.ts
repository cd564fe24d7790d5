import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The key of a development installation, made on first use and kept beside the data that it seals, readable
 * by its owner only. Production never comes here: it has ENCRYPTION_KEYS or does not start.
 */
export function developmentKey(dataDir: string): string {
  const path = join(dataDir, 'encryption.key')
  mkdirSync(dataDir, { recursive: true })
  try {
    // `wx`: of two processes that start at once, one makes the key and the other reads it.
    writeFileSync(path, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFileSync(path, 'utf8').trim()
}
