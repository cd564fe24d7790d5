import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isAlive } from '../data-dir-lock.ts'

const serverAddress = z.object({ pid: z.int(), url: z.url(), token: z.string().min(20) })
export type ServerAddress = z.infer<typeof serverAddress>

/** What a command run by the server says, line by line; the last line is the exit code. */
export const commandLine = z.union([
  z.strictObject({ out: z.string() }),
  z.strictObject({ err: z.string() }),
  z.strictObject({ exit: z.int() }),
])
export type CommandLine = z.infer<typeof commandLine>

/** Readable by its owner only: it holds the token. */
export const serverFile = (dataDir: string): string => join(dataDir, 'server.json')

/** The process that holds the embedded database, when one runs. A file that a killed process left behind does not count. */
export function findServer(dataDir: string): ServerAddress | undefined {
  let text: string
  try {
    text = readFileSync(serverFile(dataDir), 'utf8')
  } catch {
    return undefined
  }
  const address = serverAddress.parse(JSON.parse(text))
  return isAlive(address.pid) ? address : undefined
}
