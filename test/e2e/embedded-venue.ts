import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, startProcess } from '../support/processes.ts'
import type { Venue } from './tell-story.ts'

/** What a newcomer starts: one process on the embedded database, with nothing configured but a free port and an empty folder. */
export async function openEmbedded(): Promise<Venue> {
  const dataDir = mkdtempSync(join(tmpdir(), 'partner-desk-story-'))
  const settings = { DATA_DIR: dataDir, PORT: '0' }
  const server = startProcess(['server/main.ts'], settings)
  const close = async (): Promise<void> => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    return {
      url: await server.says(/Partner Desk is at (\S+)/),
      command: (...args) => runCommand(['server/cli/run.ts', ...args], settings),
      said: () => server.said(),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
