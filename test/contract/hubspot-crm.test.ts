import { expect } from 'vitest'
import { PAYMENT_SCOPES } from '../../connectors/hubspot/scopes.ts'
import { HubspotCrm } from '../../connectors/hubspot/hubspot-crm.ts'
import { createInvoice, createPayment, refundPayment } from '../simulators/hubspot/money.ts'
import { startHubspotSimulator } from '../simulators/hubspot/serve.ts'
import { hasSpecs, recordExchanges } from '../simulators/hubspot/spec-conformance.ts'
import { SCOPES } from '../support/sync-world.ts'
import { type CrmBench, type NewDeal, describeCrmContract } from './crm.contract.ts'

const STAGES = { open: 'appointmentscheduled', won: 'closedwon', lost: 'closedlost' }

function propertiesOf(deal: Partial<NewDeal>): Record<string, string | null> {
  return {
    ...(deal.name === undefined ? {} : { dealname: deal.name }),
    ...(deal.amount === undefined ? {} : { amount: deal.amount }),
    ...(deal.currency === undefined ? {} : { deal_currency_code: deal.currency }),
    ...(deal.outcome === undefined ? {} : { dealstage: STAGES[deal.outcome] }),
    ...(deal.closeDate === undefined ? {} : { closedate: deal.closeDate }),
  }
}

const capabilities = {
  severalAccounts: true,
  dealMerges: true,
  surplusDecimals: true,
  deletionLog: false,
  archivedAmongChanges: false,
  partnerRecords: false,
  dealDetails: false,
  datedRates: false,
  customerPayments: true,
}

describeCrmContract('HubSpot', capabilities, async (): Promise<CrmBench> => {
  const hubspot = await startHubspotSimulator({ limits: false })
  const { portal, installations } = hubspot
  // Where HubSpot's own description is at hand, every request of the adapter is held to it.
  const recorded = hasSpecs() ? recordExchanges(hubspot) : undefined
  const { accessToken } = installations.install({ scopes: [...SCOPES, ...PAYMENT_SCOPES], userId: 1004 })
  const options = {
    baseUrl: hubspot.url,
    portalKey: String(portal.portalId),
    credentials: {
      accessToken: async () => accessToken,
      replace: async () => {
        throw new Error('the token was refused')
      },
    },
  }
  const crm = new HubspotCrm(options)
  const own = { groupName: 'dealinformation', type: 'number', fieldType: 'number' } as const
  portal.properties['0-3'].add({ ...own, name: 'margin', label: 'Margin' }, new Date())
  portal.properties['0-3'].add(
    { ...own, name: 'territory', label: 'Territory', type: 'string', fieldType: 'text' },
    new Date(),
  )
  return {
    crm,
    mapped: {
      open: (dealFields) => new HubspotCrm({ ...options, dealFields }),
      fields: { acv: 'hs_acv', margin: 'margin', region: 'territory' },
      write: async (id, values) => void portal.update('0-3', id, values),
      withhold: async (name) => void portal.properties['0-3'].remove(name),
    },
    homeCurrency: portal.settings.companyCurrency,
    otherCurrency: 'EUR',
    createAccount: async ({ name, domain }) =>
      portal.createCompany({ properties: { name, ...(domain ? { domain } : {}) } }).id,
    createDeal: async (deal) =>
      portal.createDeal({
        properties: propertiesOf(deal),
        ...(deal.accountIds?.[0]
          ? { companyIds: deal.accountIds, primaryCompanyId: deal.accountIds[0] }
          : {}),
      }).id,
    changeDeal: async (id, deal) => void portal.update('0-3', id, propertiesOf(deal)),
    archiveDeal: async (id) => portal.archive('0-3', id),
    deleteDealForGood: async (id) => portal.purge('0-3', id),
    mergeDeals: async (primary, other) => portal.merge('0-3', primary, other).id,
    mergeAccounts: async (primary, other) => portal.merge('0-2', primary, other).id,
    async partnerFieldsOf(id) {
      const { properties } = portal.existing('0-3', id)
      return {
        partnerName: properties['partner_desk_partner'] ?? '',
        partnerRole: properties['partner_desk_role'] ?? '',
        registrationStatus: properties['partner_desk_registration_status'] ?? '',
        protectedUntil: properties['partner_desk_protected_until'] ?? '',
        commissionAmount: properties['partner_desk_commission'] ?? '',
      }
    },
    payments: {
      addPayment: async (payment) => createPayment(portal, payment).id,
      refund: async (id, refunded) => void refundPayment(portal, id, refunded),
      addInvoice: async (invoice) => createInvoice(portal, invoice).id,
      removePayment: async (id) => portal.archive('0-101', id),
    },
    async close() {
      await hubspot.close()
      expect(recorded?.problems() ?? []).toEqual([])
    },
  }
})
