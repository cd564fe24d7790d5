import type { ImportedAccount, ImportedDeal, ImportTarget } from './csv/import-target.ts'
import { stageIdFor } from './csv/import-stages.ts'
import { importSource } from './portal-event.ts'
import type { Portal } from './portal.ts'
import { startOfDay } from './time-zone.ts'

/** Loads an export into a portal, as HubSpot's import tool would. */
export class PortalImport implements ImportTarget {
  readonly #portal: Portal
  readonly #dayStarts = new Map<string, string>()
  #ownerCount = 0

  constructor(portal: Portal) {
    this.#portal = portal
    addImportProperties(portal)
  }

  createAccount(account: ImportedAccount): string {
    const { founded, revenue, employees, ...texts } = account
    const properties = {
      ...texts,
      ...(founded !== undefined && { founded_year: founded }),
      ...(revenue !== undefined && { annualrevenue: revenue }),
      ...(employees !== undefined && { numberofemployees: employees }),
    }
    return this.#portal.createCompany({ properties, source: importSource }).id
  }

  setParent(childId: string, parentId: string): void {
    this.#portal.setParent(childId, parentId)
  }

  stageFor(word: string): string {
    return stageIdFor(this.#portal, word)
  }

  isWon(stageId: string): boolean {
    return stageId === 'closedwon'
  }

  addCurrency(code: string): void {
    const { companyCurrency, additionalCurrencies } = this.#portal.settings
    if (code !== companyCurrency && !additionalCurrencies.includes(code)) additionalCurrencies.push(code)
  }

  createOwner(name: string): string {
    const [firstName = '', ...rest] = name.split(/\s+/)
    const local = name.toLowerCase().replace(/[^a-z0-9]+/g, '.')
    const owner = this.#portal.owners.add({
      userId: 2_001 + this.#ownerCount,
      email: `${local}@${this.#portal.settings.domain}`,
      firstName,
      lastName: rest.join(' '),
    })
    this.#ownerCount += 1
    return owner.id
  }

  createDeal(deal: ImportedDeal): void {
    const { importId, stageId, amount, currency, product, accountId, createdOn, closesOn, ownerId } = deal
    this.#portal.createDeal({
      properties: {
        dealname: deal.name,
        ...(importId !== '' && { import_id: importId }),
        ...(stageId !== undefined && { dealstage: stageId }),
        ...(amount !== undefined && { amount }),
        ...(currency !== undefined && { deal_currency_code: currency }),
        ...(product !== '' && { product }),
        ...(createdOn !== undefined && { createdate: this.#dayStart(createdOn) }),
        // Named even when empty: HubSpot would otherwise date a closed deal by itself.
        closedate: closesOn === undefined ? null : this.#dayStart(closesOn),
        ...(ownerId !== undefined && { hubspot_owner_id: ownerId }),
      },
      ...(accountId !== undefined && { companyIds: [accountId] }),
      source: importSource,
    })
  }

  #dayStart(day: string): string {
    const start = this.#dayStarts.get(day) ?? startOfDay(day, this.#portal.settings.timeZone).toISOString()
    this.#dayStarts.set(day, start)
    return start
  }
}

/** The properties of an export that HubSpot has no own for. */
function addImportProperties(portal: Portal): void {
  for (const [name, label] of [
    ['import_id', 'ID in the import file'],
    ['product', 'Product'],
  ] as const) {
    if (portal.properties['0-3'].get(name) !== undefined) continue
    portal.properties['0-3'].add(
      { name, label, groupName: 'dealinformation', type: 'string', fieldType: 'text' },
      portal.now(),
    )
  }
}
