import { CrmError } from '../crm.port.ts'
import type { CrmInstall, CrmKind, InstalledAccount } from '../crm-kind.port.ts'
import { HubspotCrm } from './hubspot-crm.ts'
import { authorizeUrl, exchangeCode, introspect, refreshTokens } from './oauth.ts'
import { PAYMENT_SCOPES, REQUIRED_SCOPES } from './scopes.ts'

export interface HubspotKindConfig {
  clientId: string
  clientSecret: string
  /** null: the app's own number is not known; nothing here needs it. */
  appId: string | null
  /** https://api.hubapi.com */
  apiUrl: string
  /** https://app.hubspot.com */
  appUrl: string
}

/** HubSpot as a kind of CRM; null without an app, where accounts are still called with tokens of their own. */
export function hubspotKind(config: HubspotKindConfig | null): CrmKind {
  return {
    crm: 'hubspot',
    label: 'HubSpot',
    install: config && hubspotInstall(config),
    open: ({ apiBaseUrl, externalAccountId, credentials, homeCurrency, dealFields, onCall }) =>
      new HubspotCrm({
        baseUrl: apiBaseUrl,
        portalKey: externalAccountId,
        credentials,
        ...(homeCurrency === null ? {} : { homeCurrency }),
        ...(dealFields ? { dealFields } : {}),
        ...(onCall ? { onCall } : {}),
      }),
    keepsPartnerRecords: false,
    // Line items would need a scope that the app does not ask for; HubSpot has no partners or contact roles of its own on a deal.
    detailKinds: [],
    paymentScopes: PAYMENT_SCOPES,
    cardsSignWithOurKey: false,
    listens: false,
    appBaseUrl: () => config?.appUrl ?? 'https://app.hubspot.com',
    siteOf: () => null,
  }
}

function hubspotInstall(config: HubspotKindConfig): CrmInstall {
  return {
    begin({ redirectUri, state }) {
      const { appUrl, clientId } = config
      return {
        url: authorizeUrl({
          appUrl,
          clientId,
          redirectUri,
          scopes: REQUIRED_SCOPES,
          optionalScopes: PAYMENT_SCOPES,
          state,
        }),
        memory: null,
      }
    },
    finish: (trip) => installed(config, trip),
    refresh: (apiBaseUrl, refreshToken) => refreshTokens({ ...config, apiUrl: apiBaseUrl }, refreshToken),
    explainRefusal: () =>
      'The installation was not approved in HubSpot. Nothing was changed. A HubSpot super admin can approve it.',
    nextSteps: [
      'Open a deal and look for the Partner Desk card. If it is missing, a HubSpot admin adds it to the deal view once.',
    ],
  }
}

async function installed(
  config: HubspotKindConfig,
  trip: { redirectUri: string; code: string },
): Promise<InstalledAccount> {
  const tokens = await exchangeCode(config, trip.code, trip.redirectUri)
  const { portalId, hubDomain, scopes, userId, userEmail } = await introspect(config, tokens.accessToken)
  const refused = new CrmError('unauthorized', 'HubSpot does not accept the token that it has just given')
  const crm = new HubspotCrm({
    baseUrl: config.apiUrl,
    portalKey: portalId,
    credentials: { accessToken: async () => tokens.accessToken, replace: () => Promise.reject(refused) },
  })
  const { homeCurrency, timeZone, name } = await crm.describe()
  return {
    externalAccountId: portalId,
    name: hubDomain ?? name,
    homeCurrency,
    timeZone,
    apiBaseUrl: config.apiUrl,
    appBaseUrl: config.appUrl,
    scopes,
    tokens,
    installer: { crmUserId: userId, name: userEmail?.split('@')[0] ?? null, email: userEmail },
  }
}
