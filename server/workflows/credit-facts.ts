import { z } from 'zod'
import { JsonCursor } from '../../shared/commission/json-cursor.ts'
import { readExchangeRates } from '../../shared/commission/read-exchange-rates.ts'
import { parsePercent } from '../../shared/money/parse-decimal.ts'
import { PARTNER_TYPES } from '../../shared/partner/partner.ts'
import type { CommissionLineRecord } from '../db/commission-store.ts'
import type { CreditRecord } from '../db/credit-store.ts'
import type { PartnerRecord } from '../db/partner-store.ts'
import type { PublishedPlan } from '../db/programme-store.ts'
import type { RegistrationRecord } from '../db/registration-store.ts'
import { percentText } from '../db/stored-why.ts'
import type { CreditFacts, KeptTerms } from './plan-groups.ts'

type Holder = Pick<PartnerRecord, 'id' | 'type' | 'tier'>

/**
 * A credit as commission is computed from it. A line that stands keeps what it was accrued with - plan version, partner
 * type, programme, tier and exchange rate - so that a later correction changes it only by what changed on the deal. So does one
 * that comes from a merged deal.
 */
export function creditFacts(of: {
  credit: Pick<CreditRecord, 'id' | 'partnerId' | 'role' | 'shareBps' | 'registrationId' | 'createdAt'>
  partner: Holder
  registrations: readonly Pick<RegistrationRecord, 'id' | 'completeAt'>[]
  plans: readonly PublishedPlan[]
  lines: readonly CommissionLineRecord[]
  /** Its lines on a deal that was merged into this one. */
  before?: readonly CommissionLineRecord[] | undefined
}): CreditFacts {
  const { credit, partner, plans } = of
  const own = of.lines.filter((line) => line.creditId === credit.id)
  const elsewhere = own.length === 0
  const standing = elsewhere ? of.before?.at(-1) : own.find(({ latest }) => latest.why.withdrawn === null)
  const registration = of.registrations.find(({ id }) => id === credit.registrationId)
  const known = standing && keptFrom(standing)
  return {
    creditId: credit.id,
    partnerId: credit.partnerId,
    role: credit.role,
    ...shareOf(credit.shareBps),
    registeredAt: registration?.completeAt ?? null,
    creditedAt: registration?.completeAt ?? credit.createdAt,
    ...(known?.partner ?? partnerFacts(partner, plans)),
    kept: known ? { ...known.terms, elsewhere } : null,
  }
}

/** A credit that is not there yet: the whole deal, from now on. */
export function imaginedCredit(
  creditId: string,
  partner: Holder,
  role: CreditRecord['role'],
  plans: readonly PublishedPlan[],
  now: Date,
): CreditFacts {
  return {
    creditId,
    partnerId: partner.id,
    role,
    ...shareOf(10_000),
    registeredAt: null,
    creditedAt: now,
    ...partnerFacts(partner, plans),
    kept: null,
  }
}

function partnerFacts({ type, tier }: Holder, plans: readonly PublishedPlan[]) {
  const programme = plans.find(({ partnerType }) => partnerType === type)?.programme ?? null
  return { partnerType: type, tier, programme }
}

function shareOf(bps: number): Pick<CreditFacts, 'share' | 'sharePercent'> {
  const sharePercent = percentText(bps)
  // As it is read back from what is stored: explanations then agree to the fraction.
  return { share: parsePercent(sharePercent), sharePercent }
}

// Written by `commissionTargets` alone and never changed.
const storedCredit = z.object({
  id: z.string(),
  partnerType: z.enum(PARTNER_TYPES),
  programme: z.string().nullable().default(null),
  tier: z.string(),
  termsDate: z.string().nullable().default(null),
})
const storedInput = z.object({ credits: z.array(storedCredit), fx: z.unknown() })

function keptFrom(
  line: CommissionLineRecord,
):
  | { partner: Pick<CreditFacts, 'partnerType' | 'tier' | 'programme'>; terms: Omit<KeptTerms, 'elsewhere'> }
  | undefined {
  const { planVersionId, inputs, closedOn } = line.latest
  if (!inputs) return keptFromBefore(line)
  const { credits, fx } = storedInput.parse(inputs.input)
  const own = credits.find(({ id }) => id === line.creditId)
  if (!own) return undefined
  const { partnerType, tier, programme, termsDate } = own
  const rates = fx === undefined ? [] : readExchangeRates(new JsonCursor(fx))
  return {
    partner: { partnerType, tier, programme },
    terms: { planVersionId, effectiveTo: inputs.effectiveTo, termsDate, closedOn, rates },
  }
}

/** Calculations from before inputs were kept whole say of the partner what its explanation says. */
function keptFromBefore(line: CommissionLineRecord): ReturnType<typeof keptFrom> {
  const { planVersionId, why, closedOn } = line.latest
  const { partnerType, tier } = why.inputs
  const type = PARTNER_TYPES.find((known) => known === partnerType)
  if (!type) return undefined
  return {
    partner: { partnerType: type, tier, programme: null },
    terms: { planVersionId, effectiveTo: null, termsDate: null, closedOn, rates: [] },
  }
}
