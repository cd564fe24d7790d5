import type { PartnerType } from '../../shared/partner/partner.ts'
import { isCurrency } from '../../shared/money/currency.ts'
import { isPublicMailDomain } from '../../shared/registration/public-mail-domains.ts'
import type { Actor } from '../auth/actor.ts'
import { recordAudit } from '../db/audit-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { domainOwners, insertPartner } from '../db/partner-store.ts'
import { findProgramme } from '../db/programme-store.ts'
import { Refusal } from '../errors.ts'
import type { Moment } from './lock-deal.ts'

export interface CreatePartnerInput {
  name: string
  type: PartnerType
  tier: string
  payoutCurrency: string
  domains: string[]
  contactName: string | null
  contactEmail: string | null
}

/** Takes a company into the programme of its type, active at once. Returns the partner's id. */
export async function createPartner(
  tx: WorkspaceTx,
  moment: Moment,
  actor: Actor,
  input: CreatePartnerInput,
): Promise<string> {
  const programme = await findProgramme(tx, input.type)
  if (!programme) throw wrong('type', `There is no programme for partners of this type yet.`)
  if (!programme.tiers.includes(input.tier)) {
    throw wrong('tier', `${programme.name} has these tiers: ${programme.tiers.join(', ')}.`)
  }
  if (!isCurrency(input.payoutCurrency)) {
    throw wrong('payoutCurrency', `"${input.payoutCurrency}" is not an ISO 4217 currency code.`)
  }
  const domains = [...new Set(input.domains)]
  await refuseDomains(tx, domains)
  const id = moment.newId()
  await insertPartner(tx, { ...input, id, status: 'active', domains, createdAt: moment.now })
  await recordAudit(tx, {
    id: moment.newId(),
    dealId: null,
    subjectKind: 'partner',
    subjectId: id,
    kind: 'partner_created',
    actor,
    at: moment.now,
    reason: null,
    before: null,
    after: {
      partner: input.name,
      type: input.type,
      tier: input.tier,
      payoutCurrency: input.payoutCurrency,
      domains,
    },
  })
  return id
}

const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

/** A domain stands for one company: no mail provider's, and nobody else's. */
async function refuseDomains(tx: WorkspaceTx, domains: readonly string[]): Promise<void> {
  for (const domain of domains) {
    if (!DOMAIN.test(domain)) throw wrong('domains', `"${domain}" is not a domain such as northwind.example.`)
    if (isPublicMailDomain(domain)) {
      throw wrong('domains', `${domain} is a mail provider: anybody can have an address there.`)
    }
  }
  const [taken] = await domainOwners(tx, domains)
  if (taken) throw new Refusal('conflict', `${taken.domain} already belongs to ${taken.partnerName}.`)
}

function wrong(path: string, message: string): Refusal {
  return new Refusal('invalid_request', message, { fields: [{ path, message }] })
}
