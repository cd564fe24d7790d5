import { CrmError } from '../crm.port.ts'
import type { CrmInstall, CrmKind } from '../crm-kind.port.ts'

export interface SalesforceKindConfig {
  clientId: string
  clientSecret: string
  /** https://login.salesforce.com; a loopback http address stands for a simulator. */
  loginUrl: string
  /** The package's namespace in paths of its own; empty for a package without one. */
  namespace: string
}

/** Salesforce as a kind of CRM. Without an app its accounts can be called, but neither installed nor renewed. */
export function salesforceKind(config: SalesforceKindConfig | null): CrmKind {
  return {
    crm: 'salesforce',
    label: 'Salesforce',
    install: config && salesforceInstall(),
    open: () => {
      throw new CrmError('unavailable', 'Salesforce cannot be called yet')
    },
    keepsPartnerRecords: true,
    cardsSignWithOurKey: true,
    // My Domain leads to its Lightning pages.
    appBaseUrl: (apiBaseUrl) => new URL(apiBaseUrl).origin,
    siteOf: (apiBaseUrl) => new URL(apiBaseUrl).origin,
  }
}

function salesforceInstall(): CrmInstall {
  const notYet = new CrmError('unavailable', 'Salesforce cannot be connected yet')
  return {
    begin: () => {
      throw notYet
    },
    finish: () => Promise.reject(notYet),
    refresh: () => Promise.reject(notYet),
    explainRefusal: () => notYet.message,
    nextSteps: [],
  }
}
