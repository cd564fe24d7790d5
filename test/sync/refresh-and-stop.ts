import { crmKinds } from '../../connectors/crm-kinds.ts'
import { createVault } from '../../server/auth/vault.ts'
import { connectCrm } from '../../server/connect-crm.ts'
import { openPostgres } from '../../server/db/postgres.ts'
import { testSeal } from '../support/test-database.ts'
import { createMetrics } from '../../server/metrics.ts'
import { testConfig } from '../support/test-config.ts'

/**
 * A process that renews the token of a connection and stops itself (SIGSTOP) when the org has given the new one and nobody has
 * saved it yet. Arguments: database, login address, client id and secret, workspace, connection.
 */
const [
  databaseUrl = '',
  loginUrl = '',
  clientId = '',
  clientSecret = '',
  workspaceId = '',
  connectionId = '',
] = process.argv.slice(2)

const config = testConfig({ salesforce: { clientId, clientSecret, loginUrl, namespace: '' } })
const kinds = crmKinds(config)
const { install } = kinds.salesforce
if (!install) throw new Error('there is an app')
const refresh: typeof install.refresh = async (...spent) => {
  const tokens = await install.refresh(...spent)
  process.kill(process.pid, 'SIGSTOP')
  return tokens
}
const db = openPostgres(databaseUrl, 3, testSeal)
const crmFor = connectCrm({
  db,
  vault: createVault(config.encryptionKeys),
  metrics: createMetrics(),
  crmKinds: { ...kinds, salesforce: { ...kinds.salesforce, install: { ...install, refresh } } },
})
const crm = await crmFor(workspaceId, connectionId)
const { name } = await crm.describe()
process.stdout.write(name)
await db.close()
