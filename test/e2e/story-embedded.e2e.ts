import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, startProcess } from '../support/processes.ts'
import { tellStory } from './tell-story.ts'

tellStory({
  where: 'on the embedded database in one process that nobody configured',
  // Its address is known to that process only.
  simulator: false,
  async open() {
    const dataDir = mkdtempSync(join(tmpdir(), 'partner-desk-story-'))
    const settings = { DATA_DIR: dataDir, PORT: '0' }
    const server = startProcess(['server/main.ts'], settings)
    try {
      return {
        url: await server.says(/Partner Desk is at (\S+)/),
        command: (...args) => runCommand(['server/cli/run.ts', ...args], settings),
        said: () => server.said(),
        async close() {
          await server.stop()
          rmSync(dataDir, { recursive: true, force: true })
        },
      }
    } catch (error) {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
      throw error
    }
  },
})
