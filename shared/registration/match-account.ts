import { isPublicMailDomain } from './public-mail-domains.ts'

export interface AccountFacts {
  id: string
  name: string
  domains: readonly string[]
  parentId: string | null
}

export type AccountMatch = 'same_account' | 'same_domain' | 'same_group'

/**
 * The accounts that are the claimed company: the account itself, others with one of its domains, and whatever
 * belongs to the same group through parent accounts. Public mail domains match nobody.
 */
export function matchAccounts(
  claim: { accountId: string | null; domains: readonly string[] },
  accounts: readonly AccountFacts[],
): Map<string, AccountMatch> {
  const own = accounts.find((account) => account.id === claim.accountId)
  const domains = new Set(
    [...claim.domains, ...(own?.domains ?? [])].map(plainDomain).filter(isCompanyDomain),
  )
  const matches = new Map<string, AccountMatch>()
  if (claim.accountId !== null) matches.set(claim.accountId, 'same_account')
  for (const account of accounts) {
    if (matches.has(account.id)) continue
    if (account.domains.some((domain) => domains.has(plainDomain(domain))))
      matches.set(account.id, 'same_domain')
  }
  const rootOf = groupRoots(accounts)
  const groups = new Set([...matches.keys()].map((id) => rootOf(id)))
  for (const account of accounts) {
    if (!matches.has(account.id) && groups.has(rootOf(account.id))) matches.set(account.id, 'same_group')
  }
  return matches
}

/** A company name without case, accents, punctuation and legal form: good for a hint, never for a decision. */
export function normalisedName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(LEGAL_FORMS, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

const LEGAL_FORMS =
  /(?<=\s)(incorporated|inc|llc|ltd|limited|gmbh|ag|se|sa|sas|sarl|bv|nv|plc|corp|corporation|co|company|spa|srl|oy|ab|as|kk|pty)(?=\s|$)/g

function plainDomain(domain: string): string {
  return domain
    .trim()
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/\.$/, '')
}

function isCompanyDomain(domain: string): boolean {
  return domain !== '' && !isPublicMailDomain(domain)
}

function groupRoots(accounts: readonly AccountFacts[]): (id: string) => string {
  const parents = new Map(accounts.map((account) => [account.id, account.parentId]))
  return (id) => {
    // CRMs let people link accounts in a circle; the smallest id of the circle then stands for it.
    const path = [id]
    for (let next = parents.get(id); next; next = parents.get(next)) {
      const seenAt = path.indexOf(next)
      if (seenAt >= 0) return path.slice(seenAt).sort()[0] ?? id
      path.push(next)
    }
    return path.at(-1) ?? id
  }
}
