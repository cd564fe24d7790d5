import { isPublicMailDomain } from '../../shared/registration/public-mail-domains.ts'
import type { WorkspaceTx } from '../db/database.ts'
import type { MirroredDeal } from '../db/deal-store.ts'
import { listedPartnersOf } from '../db/detail-store.ts'
import { type FoundPartner, partnersByIds } from '../db/partner-store.ts'

/**
 * Partners of ours that the CRM itself names on the deal, by id, with the role that it gives them. It names accounts: one is
 * taken for the partner that has its domain.
 */
export async function listedByCrm(
  tx: WorkspaceTx,
  deal: Pick<MirroredDeal, 'connectionId' | 'externalId'>,
): Promise<Map<string, string>> {
  const roles = new Map<string, string[]>()
  for (const { partnerId, domain, role } of await listedPartnersOf(tx, deal)) {
    if (isPublicMailDomain(domain)) continue
    roles.set(partnerId, [...(roles.get(partnerId) ?? []), role ?? 'a partner'])
  }
  return new Map([...roles].map(([partnerId, names]) => [partnerId, [...new Set(names)].join(' and ')]))
}

/** The partners that the CRM names before those that were found anyway, as far as they take deals. */
export async function withListedFirst(
  tx: WorkspaceTx,
  listedIds: readonly string[],
  found: readonly FoundPartner[],
): Promise<FoundPartner[]> {
  if (listedIds.length === 0) return [...found]
  const byId = new Map(found.map((partner) => [partner.id, partner]))
  const missing = await partnersByIds(
    tx,
    listedIds.filter((id) => !byId.has(id)),
  )
  const listed = listedIds.flatMap((id) => {
    const known = byId.get(id)
    if (known) return [known]
    const partner = missing.get(id)
    return partner && partner.status !== 'suspended' && partner.status !== 'ended'
      ? [{ ...partner, lastUsedAt: null }]
      : []
  })
  return [...listed, ...found.filter(({ id }) => !listedIds.includes(id))]
}
