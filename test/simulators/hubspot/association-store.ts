import type { ObjectTypeId } from './object-types.ts'

/** One association as the API shows it: the other record and HubSpot's type ids, read from this side. */
export interface Association {
  toId: string
  typeIds: number[]
}

interface DealCompanies {
  ids: string[]
  primary: string | null
}

/** HubSpot's own association type ids. https://developers.hubspot.com/docs/guides/api/crm/associations */
export const associationTypes = {
  dealToCompany: 341,
  dealToPrimaryCompany: 5,
  companyToDeal: 342,
  primaryCompanyToDeal: 6,
  parentToChild: 13,
  childToParent: 14,
} as const

/** Which deal belongs to which companies, and which company to which parent. Knows ids only, not whether a record is archived. */
export class AssociationStore {
  readonly #companiesOfDeal = new Map<string, DealCompanies>()
  readonly #dealsOfCompany = new Map<string, Set<string>>()
  readonly #parentOf = new Map<string, string>()
  readonly #childrenOf = new Map<string, Set<string>>()

  /** The first company of a deal becomes its primary one by itself. Returns false when nothing changed. */
  linkDeal(dealId: string, companyId: string, primary = false): boolean {
    const link = this.#companiesOfDeal.get(dealId) ?? { ids: [], primary: null }
    const isNew = !link.ids.includes(companyId)
    const becomesPrimary = (primary && link.primary !== companyId) || link.ids.length === 0
    if (isNew) link.ids.push(companyId)
    if (becomesPrimary) link.primary = companyId
    this.#companiesOfDeal.set(dealId, link)
    addTo(this.#dealsOfCompany, companyId, dealId)
    return isNew || becomesPrimary
  }

  unlinkDeal(dealId: string, companyId: string): boolean {
    const link = this.#companiesOfDeal.get(dealId)
    if (link === undefined || !link.ids.includes(companyId)) return false
    link.ids = link.ids.filter((id) => id !== companyId)
    if (link.primary === companyId) link.primary = null
    this.#dealsOfCompany.get(companyId)?.delete(dealId)
    return true
  }

  setParent(childId: string, parentId: string | null): void {
    const before = this.#parentOf.get(childId)
    if (before !== undefined) this.#childrenOf.get(before)?.delete(childId)
    this.#parentOf.delete(childId)
    if (parentId === null) return
    this.#parentOf.set(childId, parentId)
    addTo(this.#childrenOf, parentId, childId)
  }

  parentOf(companyId: string): string | undefined {
    return this.#parentOf.get(companyId)
  }

  primaryCompanyOf(dealId: string): string | null {
    return this.#companiesOfDeal.get(dealId)?.primary ?? null
  }

  companiesOf(dealId: string): readonly string[] {
    return this.#companiesOfDeal.get(dealId)?.ids ?? []
  }

  dealsOf(companyId: string): string[] {
    return [...(this.#dealsOfCompany.get(companyId) ?? [])]
  }

  childrenOf(companyId: string): string[] {
    return [...(this.#childrenOf.get(companyId) ?? [])]
  }

  /** Everything that a record points to, lowest id first. */
  from(fromType: ObjectTypeId, fromId: string, toType: ObjectTypeId): Association[] {
    return this.#unsorted(fromType, fromId, toType).sort((a, b) => Number(a.toId) - Number(b.toId))
  }

  #unsorted(fromType: ObjectTypeId, fromId: string, toType: ObjectTypeId): Association[] {
    if (fromType === '0-3' && toType === '0-2') {
      const { dealToPrimaryCompany, dealToCompany } = associationTypes
      return this.companiesOf(fromId).map((toId) => ({
        toId,
        typeIds:
          this.primaryCompanyOf(fromId) === toId ? [dealToPrimaryCompany, dealToCompany] : [dealToCompany],
      }))
    }
    if (fromType === '0-2' && toType === '0-3') {
      const { primaryCompanyToDeal, companyToDeal } = associationTypes
      return this.dealsOf(fromId).map((toId) => ({
        toId,
        typeIds:
          this.primaryCompanyOf(toId) === fromId ? [primaryCompanyToDeal, companyToDeal] : [companyToDeal],
      }))
    }
    if (fromType === '0-2' && toType === '0-2') {
      const parent = this.parentOf(fromId)
      return [
        ...(parent === undefined ? [] : [{ toId: parent, typeIds: [associationTypes.childToParent] }]),
        ...this.childrenOf(fromId).map((toId) => ({ toId, typeIds: [associationTypes.parentToChild] })),
      ]
    }
    return []
  }
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key)
  if (set === undefined) map.set(key, new Set([value]))
  else set.add(value)
}
