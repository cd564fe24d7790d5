import { defineConfig } from 'vitest/config'
import { LongestFirst } from './longest-first.ts'

export default defineConfig({
  test: {
    include: [
      '{shared,connectors,server,test}/**/*.test.ts',
      'extension-ui/**/*.test.{ts,tsx}',
      'test/**/*.e2e.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['test/support/global-setup.ts'],
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // One more than the two cores of CI: test files that start servers and browsers wait more than they compute.
    maxWorkers: 3,
  },
})
