import { describe, expect, test } from 'vitest'
import { crmKinds } from '../../connectors/crm-kinds.ts'
import { hubspotKind } from '../../connectors/hubspot/hubspot-kind.ts'
import { startHubspotSimulator } from '../simulators/hubspot/serve.ts'

test('each kind is found under its own name, and installs nothing without an app', () => {
  const kinds = crmKinds({ hubspot: null, salesforce: null })
  for (const [name, kind] of Object.entries(kinds)) {
    expect(kind.crm).toBe(name)
    expect(kind.install).toBeNull()
  }
})

describe('HubSpot as a kind of CRM', () => {
  const redirectUri = 'https://desk.example/oauth/hubspot/callback'

  test('installs, renews and opens an account', async () => {
    const hubspot = await startHubspotSimulator({ limits: false })
    try {
      const { clientId, clientSecret } = hubspot.installations.app
      const kind = hubspotKind({
        clientId,
        clientSecret,
        appId: null,
        apiUrl: hubspot.url,
        appUrl: hubspot.url,
      })
      if (!kind.install) throw new Error('an app is configured')
      const { url, memory } = kind.install.begin({ redirectUri, state: 'a state', site: null })
      const response = await fetch(`${url}&auto=1`, { redirect: 'manual' })
      const { searchParams } = new URL(response.headers.get('location') ?? '')
      expect(searchParams.get('state')).toBe('a state')
      const code = searchParams.get('code') ?? ''
      const account = await kind.install.finish({ redirectUri, code, memory })
      expect(account).toMatchObject({
        externalAccountId: String(hubspot.portal.portalId),
        homeCurrency: hubspot.portal.settings.companyCurrency,
        apiBaseUrl: hubspot.url,
        appBaseUrl: hubspot.url,
      })
      const { accessToken } = await kind.install.refresh(account.apiBaseUrl, account.tokens.refreshToken)
      const crm = kind.open({
        ...account,
        credentials: {
          accessToken: async () => accessToken,
          replace: () => Promise.reject(new Error('refused')),
        },
      })
      expect((await crm.describe()).externalAccountId).toBe(account.externalAccountId)
      await expect(kind.install.finish({ redirectUri, code, memory })).rejects.toMatchObject({
        code: 'revoked',
      })
    } finally {
      await hubspot.close()
    }
  })
})
