import { z } from 'zod'
import { DETAIL_KINDS } from '../../shared/crm/deal-detail.ts'
import type { CrmCredentials, CrmInstall, CrmKind, InstalledAccount } from '../crm-kind.port.ts'
import { CrmError } from '../crm.port.ts'
import { lightningOrigin, signInSite, trustInstance, trustLogin } from './instance-url.ts'
import { type Grant, authorizeUrl, exchangeCode, refreshTokens } from './oauth.ts'
import { newVerifier } from './pkce.ts'
import { explainRefusal } from './refusal-text.ts'
import { SalesforceCrm } from './salesforce-crm.ts'

export interface SalesforceKindConfig {
  clientId: string
  clientSecret: string
  /** https://login.salesforce.com; a loopback http address stands for a simulator. */
  loginUrl: string
  /** The package's namespace in paths of its own; empty for a package without one. */
  namespace: string
}

/** Salesforce as a kind of CRM. Without an app its orgs can be called, but neither installed nor their tokens renewed. */
export function salesforceKind(config: SalesforceKindConfig | null): CrmKind {
  // Without an app no server was named to us: the address is the operator's own, who may mean a simulator on this machine.
  const trust = (apiBaseUrl: string) => trustInstance(apiBaseUrl, config?.loginUrl ?? apiBaseUrl)
  return {
    crm: 'salesforce',
    label: 'Salesforce',
    install: config && salesforceInstall(config),
    open: ({ apiBaseUrl, externalAccountId, credentials, homeCurrency, dealFields, onCall }) =>
      new SalesforceCrm({
        instance: trust(apiBaseUrl),
        orgId: externalAccountId,
        credentials,
        namespace: config?.namespace ?? '',
        ...(homeCurrency === null ? {} : { homeCurrency }),
        ...(dealFields ? { dealFields } : {}),
        ...(onCall ? { onCall } : {}),
      }),
    keepsPartnerRecords: true,
    detailKinds: DETAIL_KINDS,
    paymentScopes: [],
    cardsSignWithOurKey: true,
    listens: true,
    appBaseUrl: (apiBaseUrl) => lightningOrigin(trust(apiBaseUrl)),
    siteOf: (apiBaseUrl) => trust(apiBaseUrl).origin,
  }
}

const memorySchema = z.object({ verifier: z.string(), site: z.string() })

function salesforceInstall(config: SalesforceKindConfig): CrmInstall {
  const { clientId, loginUrl } = config
  return {
    begin({ redirectUri, state, site: typed }) {
      const site = signInSite(typed, loginUrl)
      const verifier = newVerifier()
      return {
        url: authorizeUrl({ site, clientId, redirectUri, state, verifier }),
        memory: JSON.stringify({ verifier, site: site.origin }),
      }
    },
    async finish({ redirectUri, code, memory }) {
      const { verifier, site } = memorySchema.parse(JSON.parse(memory ?? '{}'))
      const grant = await exchangeCode(config, trustLogin(site, loginUrl), { code, redirectUri, verifier })
      return installed(config, grant)
    },
    refresh: async (apiBaseUrl, refreshToken) =>
      refreshTokens(config, trustInstance(apiBaseUrl, loginUrl), refreshToken),
    explainRefusal,
    nextSteps: [
      'Assign the permission sets of Partner Desk to the people who work with partners, and "Partner Desk Integration" to the user who was connected.',
      'Open an opportunity and look for the Partner Desk card. If it is missing, a Salesforce admin adds it to the page in Lightning App Builder and activates the page.',
    ],
  }
}

/** Asks the org for what we keep of it, with the token that it has just given. */
async function installed(config: SalesforceKindConfig, grant: Grant): Promise<InstalledAccount> {
  const { orgId, userId, tokens, scopes } = grant
  const instance = trustInstance(grant.instanceUrl, config.loginUrl)
  const crm = new SalesforceCrm({
    instance,
    orgId,
    credentials: justGiven(tokens.accessToken),
    namespace: config.namespace,
  })
  const account = await crm.describe()
  if (account.externalAccountId !== orgId) {
    throw new CrmError(
      'rejected',
      'Salesforce signed in to one org and answered from another. Nothing was connected.',
    )
  }
  const person = await crm.person(userId)
  return {
    ...account,
    apiBaseUrl: instance.origin,
    appBaseUrl: lightningOrigin(instance),
    scopes,
    tokens,
    installer: { crmUserId: userId, name: person?.name ?? null, email: person?.email ?? null },
  }
}

function justGiven(accessToken: string): CrmCredentials {
  const refused = new CrmError('unauthorized', 'Salesforce does not accept the token that it has just given')
  return { accessToken: async () => accessToken, replace: () => Promise.reject(refused) }
}
