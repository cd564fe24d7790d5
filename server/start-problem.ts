import { ConfigError } from './config/config-error.ts'
import { DataDirInUse } from './data-dir-lock.ts'

/** One line for what the person who starts the process can mend; undefined for a bug, which deserves its stack. */
export function startProblem(error: unknown): string | undefined {
  if (error instanceof ConfigError) return error.message
  if (error instanceof DataDirInUse)
    return `DATA_DIR is in use: ${error.message} Stop it, or set another DATA_DIR`
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const at = 'port' in error ? String(error.port) : ''
  if (error.code === 'EADDRINUSE')
    return `PORT ${at} is in use by another program: stop it, or set another PORT`
  if (error.code === 'EACCES' && at) return `PORT ${at} is not allowed for this user: set one above 1023`
  if (error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND' || error.code === 'ETIMEDOUT') {
    return `DATABASE_URL cannot be reached (${error.code}): start PostgreSQL there, or correct the address`
  }
  if (error.code === '28P01' || error.code === '28000')
    return 'DATABASE_URL is refused by PostgreSQL: correct user and password'
  if (error.code === '3D000')
    return 'DATABASE_URL names a database that does not exist: create it, or correct the name'
  return undefined
}
