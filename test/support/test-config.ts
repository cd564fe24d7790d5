import { tmpdir } from 'node:os'
import type { Config } from '../../server/config/config.ts'

/** Settings of a server under test. Its public address differs from where it listens, as behind a proxy. */
export function testConfig(overrides: Partial<Config> = {}): Config {
  return {
    production: false,
    host: '127.0.0.1',
    port: 0,
    dataDir: tmpdir(),
    databaseUrl: null,
    redisUrl: null,
    role: 'web',
    publicUrl: 'https://desk.test',
    trustProxy: false,
    encryptionKeys: [Buffer.alloc(32, 5).toString('base64')],
    hubspot: {
      clientId: 'test-client',
      clientSecret: '11111111-2222-3333-4444-555555555555',
      appId: '99',
      apiUrl: 'http://127.0.0.1:9',
      appUrl: 'https://app.hubspot.test',
    },
    salesforce: {
      clientId: 'test-consumer-key',
      clientSecret: '66666666-7777-8888-9999-000000000000',
      loginUrl: 'http://127.0.0.1:9',
      namespace: '',
    },
    logLevel: 'trace',
    clockFile: null,
    jobLeaseMs: 20_000,
    ...overrides,
  }
}
