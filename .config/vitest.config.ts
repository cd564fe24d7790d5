import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      '{shared,connectors,server,test}/**/*.test.ts',
      'extension-ui/**/*.test.{ts,tsx}',
      'test/**/*.e2e.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Test files start servers and browsers; more at once than cores only makes them wait for each other.
    maxWorkers: 2,
  },
})
