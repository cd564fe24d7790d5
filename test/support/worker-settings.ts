import { z } from 'zod'
import type { Config } from '../../server/config/config.ts'
import type { Environment } from '../../server/config/env.ts'

/** The environment in which a worker belongs to a web process with this configuration. */
export function workerSettings(config: Config): Environment {
  const { hubspot, salesforce, databaseUrl, redisUrl, clockFile } = config
  return {
    ROLE: 'worker',
    LOG_LEVEL: config.logLevel,
    DATA_DIR: config.dataDir,
    PUBLIC_URL: config.publicUrl,
    ENCRYPTION_KEYS: config.encryptionKeys.join(','),
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...(redisUrl && { REDIS_URL: redisUrl }),
    ...(clockFile && { CLOCK_FILE: clockFile }),
    ...(hubspot && {
      HUBSPOT_CLIENT_ID: hubspot.clientId,
      HUBSPOT_CLIENT_SECRET: hubspot.clientSecret,
      HUBSPOT_APP_ID: hubspot.appId ?? '',
      HUBSPOT_API_URL: hubspot.apiUrl,
      HUBSPOT_APP_URL: hubspot.appUrl,
    }),
    ...(salesforce && {
      SALESFORCE_CLIENT_ID: salesforce.clientId,
      SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
      SALESFORCE_LOGIN_URL: salesforce.loginUrl,
      SALESFORCE_NAMESPACE: salesforce.namespace,
    }),
  }
}

/** Reads what `run-workbench.ts` printed. */
export const parseWorkerSettings = (line: string): Record<string, string> =>
  z.record(z.string(), z.string()).parse(JSON.parse(line))
