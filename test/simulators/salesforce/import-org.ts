import type { ImportedAccount, ImportedDeal, ImportTarget } from '../hubspot/csv/import-target.ts'
import { normalised } from '../hubspot/csv/columns.ts'
import { startOfDay } from '../hubspot/time-zone.ts'
import type { Org } from './org.ts'
import { textOf } from './record.ts'

const won = ['won', 'closedwon', 'closewon', 'win']
const lost = ['lost', 'closedlost', 'closelost', 'loss']
const openProbabilities: Record<string, number> = { engaging: 30 }
const dayMs = 86_400_000

/**
 * Loads an export into an org as an importer would who must fill what Salesforce requires: an opportunity without a close
 * date closes on the last day of the running quarter, one without a stage is in the first one. That was a day ago: an org
 * has had its records for longer than the minutes that whoever reads it reads twice.
 */
export class OrgImport implements ImportTarget {
  readonly #org: Org
  readonly #placeholderDay: string
  readonly #loadedAt: Date

  constructor(org: Org) {
    this.#org = org
    this.#placeholderDay = endOfQuarter(org.now())
    this.#loadedAt = new Date(org.now().getTime() - dayMs)
    org.addCustomField('Opportunity', 'Import_Id__c', 80)
    org.addCustomField('Opportunity', 'Product__c', 255)
  }

  createAccount({ name, domain, industry, country, revenue, employees }: ImportedAccount): string {
    return this.#org.createAccount(
      {
        Name: name.slice(0, 255),
        ...(domain !== undefined && { Website: domain }),
        ...(industry !== undefined && { Industry: industry }),
        ...(country !== undefined && { BillingCountry: country.slice(0, 80) }),
        ...(revenue !== undefined && { AnnualRevenue: revenue }),
        ...(employees !== undefined && { NumberOfEmployees: employees }),
      },
      { at: this.#loadedAt },
    ).id
  }

  setParent(childId: string, parentId: string): void {
    this.#org.update(childId, { ParentId: parentId }, { at: this.#loadedAt })
  }

  stageFor(word: string): string {
    const key = normalised(word)
    if (won.includes(key)) return 'Closed Won'
    if (lost.includes(key)) return 'Closed Lost'
    const stages = this.#org.stages()
    const known = stages.find((stage) =>
      [normalised(textOf(stage, 'ApiName')), normalised(textOf(stage, 'MasterLabel'))].includes(key),
    )
    if (known !== undefined) return textOf(known, 'ApiName')
    const probability = openProbabilities[key] ?? 50
    const next = stages.find(
      ({ values }) => values.IsClosed === true || Number(values.DefaultProbability) > probability,
    )
    this.#org.addStage({ label: word, probability }, next && textOf(next, 'ApiName'))
    return word
  }

  isWon(stageId: string): boolean {
    return stageId === 'Closed Won'
  }

  addCurrency(code: string): void {
    if (code === this.#org.settings.currency && !this.#org.settings.multiCurrency) return
    this.#org.enableMultiCurrency()
    const known = [...this.#org.store.all('CurrencyType')].some(({ values }) => values.IsoCode === code)
    if (!known) this.#org.addCurrency(code, '1')
  }

  createOwner(name: string): string {
    const [firstName = '', ...rest] = name.split(/\s+/)
    const local = name.toLowerCase().replace(/[^a-z0-9]+/g, '.')
    // A user has a last name at least.
    const lastName = rest.length === 0 ? firstName : rest.join(' ')
    return this.#org.addUser({
      firstName: rest.length === 0 ? '' : firstName,
      lastName,
      email: `${local}@meridian.example`,
    }).id
  }

  createDeal(deal: ImportedDeal): void {
    const { importId, name, stageId, amount, currency, product, accountId, createdOn, closesOn, ownerId } =
      deal
    const [first] = this.#org.stages()
    this.#org.createOpportunity(
      {
        Name: name.slice(0, 120),
        StageName: stageId ?? textOf(first, 'ApiName'),
        CloseDate: closesOn ?? this.#placeholderDay,
        ...(amount !== undefined && { Amount: amount }),
        ...(currency !== undefined && this.#org.settings.multiCurrency && { CurrencyIsoCode: currency }),
        ...(importId !== '' && { Import_Id__c: importId.slice(0, 80) }),
        ...(product !== '' && { Product__c: product.slice(0, 255) }),
        ...(accountId !== undefined && { AccountId: accountId }),
        ...(ownerId !== undefined && { OwnerId: ownerId }),
      },
      {
        at: this.#loadedAt,
        ...(createdOn !== undefined && { createdAt: startOfDay(createdOn, this.#org.settings.timeZone) }),
      },
    )
  }
}

function endOfQuarter(now: Date): string {
  const quarter = Math.floor(now.getUTCMonth() / 3)
  return new Date(Date.UTC(now.getUTCFullYear(), quarter * 3 + 3, 0)).toISOString().slice(0, 10)
}
