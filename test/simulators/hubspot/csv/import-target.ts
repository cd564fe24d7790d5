/** What an export is loaded into. Ids are whatever the target gives out. */
export interface ImportTarget {
  createAccount(account: ImportedAccount): string
  setParent(childId: string, parentId: string): void
  /** The id of the stage that an export's word means; an unknown word becomes an open stage of its own. */
  stageFor(word: string): string
  isWon(stageId: string): boolean
  /** A currency that a deal uses; may be told more than once. */
  addCurrency(code: string): void
  createOwner(name: string): string
  createDeal(deal: ImportedDeal): void
}

/** A row of an accounts file; texts as they stand there. */
export interface ImportedAccount {
  name: string
  domain?: string
  industry?: string
  country?: string
  founded?: string
  /** Decimal text. */
  revenue?: string
  employees?: string
}

export interface ImportedDeal {
  /** Empty when the row has none; not necessarily unique. */
  importId: string
  name: string
  stageId: string | undefined
  /** Decimal text. */
  amount: string | undefined
  currency: string | undefined
  /** Empty when there is none. */
  product: string
  accountId: string | undefined
  /** Calendar days. */
  createdOn: string | undefined
  closesOn: string | undefined
  ownerId: string | undefined
}
