import { SalesforceCrm } from '../../connectors/salesforce/salesforce-crm.ts'
import { trustInstance } from '../../connectors/salesforce/instance-url.ts'
import type { StoredRecord } from '../simulators/salesforce/record.ts'
import { startSalesforceSimulator } from '../simulators/salesforce/serve.ts'
import { type CrmBench, type NewDeal, describeCrmContract } from './crm.contract.ts'

const STAGES = { open: 'Prospecting', won: 'Closed Won', lost: 'Closed Lost' }

const capabilities = {
  severalAccounts: false,
  dealMerges: false,
  surplusDecimals: false,
  deletionLog: true,
  archivedAmongChanges: true,
  partnerRecords: true,
  dealDetails: true,
  datedRates: true,
  customerPayments: false,
}

function fieldsOf(deal: Partial<NewDeal>): Record<string, string | null> {
  return {
    ...(deal.name === undefined ? {} : { Name: deal.name }),
    ...(deal.amount === undefined ? {} : { Amount: deal.amount }),
    ...(deal.currency === undefined ? {} : { CurrencyIsoCode: deal.currency }),
    ...(deal.outcome === undefined ? {} : { StageName: STAGES[deal.outcome] }),
    ...(deal.closeDate === undefined ? {} : { CloseDate: deal.closeDate.slice(0, 10) }),
    ...(deal.accountIds?.[0] ? { AccountId: deal.accountIds[0] } : {}),
  }
}

const text = (record: StoredRecord, field: string): string => {
  const value = record.values[field]
  return typeof value === 'string' ? value : ''
}

/** The simulator keeps amounts without zeros at the end. */
const amount = (record: StoredRecord, field: string): string => {
  const value = text(record, field)
  return value === '' ? '' : Number(value).toFixed(2)
}

describeCrmContract('Salesforce', capabilities, async (): Promise<CrmBench> => {
  // Some minutes behind, so that a second (of changes) and a minute (of deletions) pass without being waited for.
  let clockMs = Date.now() - 8 * 60_000
  const pass = (ms: number): void => void (clockMs += ms)
  const salesforce = await startSalesforceSimulator({
    now: () => new Date(clockMs),
    org: { multiCurrency: true },
  })
  const { org, installations } = salesforce
  org.addCurrency('EUR', '0.9')
  const { accessToken } = installations.install({ userId: '005Hp000000Int9IAC' })
  const options = {
    instance: trustInstance(salesforce.url, salesforce.url),
    orgId: org.settings.orgId,
    namespace: '',
    credentials: {
      accessToken: async () => accessToken,
      replace: async () => {
        throw new Error('the token was refused')
      },
    },
  }
  const crm = new SalesforceCrm(options)
  for (const [name, type] of [
    ['First_Year_ACV__c', 'currency'],
    ['Margin__c', 'currency'],
    ['Discount__c', 'percent'],
    ['Territory__c', 'string'],
  ] as const) {
    org.addCustomField('Opportunity', name, 80, type)
  }
  const childrenOf = (object: string, dealId: string): StoredRecord[] =>
    [...org.active(object)]
      .filter((record) => record.values['Opportunity__c'] === dealId)
      .sort((a, b) => (text(a, 'External_Id__c') < text(b, 'External_Id__c') ? -1 : 1))
  /** By the row that an opportunity shows, the record that people create and delete. */
  const partnerOf = new Map<string, string>()
  return {
    crm,
    mapped: {
      open: (dealFields) => new SalesforceCrm({ ...options, dealFields }),
      fields: { acv: 'First_Year_ACV__c', margin: 'Margin__c', region: 'Territory__c' },
      async write(id, values) {
        pass(2_000)
        org.update(id, values)
      },
      withhold: async (name) => org.hideField(`Opportunity.${name}`),
    },
    homeCurrency: org.settings.currency,
    otherCurrency: 'EUR',
    createAccount: async ({ name, domain }) =>
      org.createAccount({ Name: name, ...(domain ? { Website: `https://www.${domain}/` } : {}) }).id,
    createDeal: async ({ name, ...deal }) => org.createOpportunity({ ...fieldsOf(deal), Name: name }).id,
    async changeDeal(id, deal) {
      pass(2_000)
      org.update(id, fieldsOf(deal))
    },
    archiveDeal: async (id) => org.delete(id),
    async deleteDealForGood(id) {
      org.purge(id)
      pass(61_000)
    },
    async mergeAccounts(primary, other) {
      org.mergeAccounts(primary, other)
      return primary
    },
    hideDeal: async (id) => org.unshare(id),
    async partnerFieldsOf(id) {
      const record = org.record(id)
      return {
        partnerName: text(record, 'Partner_Desk_Partner__c'),
        partnerRole: text(record, 'Partner_Desk_Role__c'),
        registrationStatus: text(record, 'Partner_Desk_Registration__c'),
        protectedUntil: text(record, 'Partner_Desk_Protected_Until__c'),
        commissionAmount: amount(record, 'Partner_Desk_Commission__c'),
      }
    },
    partnerRecordsOf: async (id) => ({
      credits: childrenOf('Partner_Credit__c', id).map((record) => ({
        id: text(record, 'External_Id__c'),
        partnerName: text(record, 'Partner__c'),
        role: text(record, 'Role__c'),
        programme: text(record, 'Programme__c'),
        status: text(record, 'Status__c'),
        since: instant(record, 'Since__c'),
        commissionAmount: amount(record, 'Commission__c'),
      })),
      registrations: childrenOf('Deal_Registration__c', id).map((record) => ({
        id: text(record, 'External_Id__c'),
        partnerName: text(record, 'Partner__c'),
        status: text(record, 'Status__c'),
        submittedAt: instant(record, 'Submitted_At__c'),
        slaDueAt: instant(record, 'SLA_Due_At__c'),
        decidedAt: instant(record, 'Decided_At__c'),
        protectedUntil: text(record, 'Protected_Until__c'),
      })),
    }),
    details: {
      async addLineItem(deal, { code, name, quantity, price, currency }) {
        const product = org.create('Product2', { Name: name, ProductCode: code })
        return org.create('OpportunityLineItem', {
          OpportunityId: deal,
          Name: `${text(org.record(deal), 'Name')} ${name}`,
          Product2Id: product.id,
          ProductCode: code,
          Quantity: quantity,
          TotalPrice: price,
          CurrencyIsoCode: currency ?? org.settings.currency,
        }).id
      },
      async changeLineItem(id, price) {
        pass(2_000)
        org.update(id, { TotalPrice: price })
      },
      async addPartner(deal, { accountId, role, primary }) {
        org.create('Partner', { OpportunityId: deal, AccountToId: accountId, Role: role, IsPrimary: primary })
        const shown = [...org.active('OpportunityPartner')].at(-1)
        if (!shown) throw new Error('the org shows no partner')
        partnerOf.set(shown.id, [...org.active('Partner')].at(-1)?.id ?? '')
        return shown.id
      },
      async addContact(deal, { name, role, primary }) {
        const contact = org.create('Contact', { LastName: name, Name: name })
        const values = { OpportunityId: deal, ContactId: contact.id, Role: role, IsPrimary: primary }
        return org.create('OpportunityContactRole', values).id
      },
      async remove(id) {
        pass(2_000)
        org.delete(partnerOf.get(id) ?? id)
      },
      async removeForGood(id) {
        org.purge(partnerOf.get(id) ?? id)
        pass(61_000)
      },
    },
    addRate: async (currency, from, rate) => org.addDatedRate(currency, from, rate),
    close: () => salesforce.close(),
  }
})

const instant = (record: StoredRecord, field: string): string => {
  const value = text(record, field)
  return value === '' ? '' : new Date(value).toISOString()
}
