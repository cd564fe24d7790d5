import type { Crm, SyncPage } from '../../connectors/crm.port.ts'
import type { Account } from '../../shared/crm/account.ts'
import type { Deal } from '../../shared/crm/deal.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredObject } from '../db/mirror-store.ts'
import { storeAccounts, storeDeals } from './store-records.ts'

/** One kind of record, as far as a sync is concerned: how to read it and how to store it. */
export interface SyncedObject<T extends Deal | Account = Deal | Account> {
  object: MirroredObject
  all(crm: Crm, resume?: string): AsyncIterable<SyncPage<T>>
  changed(crm: Crm, since: Date): AsyncIterable<SyncPage<T>>
  find(crm: Crm, externalIds: readonly string[]): Promise<T[]>
  store(tx: WorkspaceTx, connectionId: string, records: readonly T[], now: Date): Promise<number>
}

export const syncedDeals: SyncedObject<Deal> = {
  object: 'deal',
  all: (crm, resume) => crm.allDeals(resume),
  changed: (crm, since) => crm.changedDeals(since),
  find: (crm, ids) => crm.findDeals(ids),
  store: storeDeals,
}

export const syncedAccounts: SyncedObject<Account> = {
  object: 'account',
  all: (crm, resume) => crm.allAccounts(resume),
  changed: (crm, since) => crm.changedAccounts(since),
  find: (crm, ids) => crm.findAccounts(ids),
  store: storeAccounts,
}
