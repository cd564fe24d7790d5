import type {
  DealCard,
  PartnerChoice,
  PartnerChoices,
  PartnerOnDeal,
  RegistrationOnDeal,
  WhyText,
} from '../../../../../../shared/contract/card-api.ts'
import type { ProblemDetails } from '../../../../../../shared/contract/error-codes.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })

export const northwindId = '01998a00-0000-7000-8000-000000000001'
export const brightpathId = '01998a00-0000-7000-8000-000000000002'

const why: WhyText = {
  sentence: 'Northwind Consulting gets 15 % of $48,000.00 for sourcing this deal.',
  steps: [
    { label: 'Deal amount', value: '$48,000.00' },
    { label: '15 %', value: '$7,200.00' },
  ],
  notApplied: [
    {
      rule: 'Influencing partners get a flat $1,500.00.',
      reason: 'It is for influenced partners; this one is sourced.',
    },
  ],
}

const yes = { allowed: true, because: null }
const no = { allowed: false, because: null }

export function dealCard(over: Partial<DealCard> = {}): DealCard {
  return {
    viewer: {
      name: 'Riley Reyes',
      roles: ['rep'],
      can: {
        tagPartner: true,
        submitRegistration: true,
        decideRegistration: false,
        recordCustomerPayment: false,
      },
      cannotTagBecause: null,
    },
    connection: {
      status: 'connected',
      message: null,
      reconnectUrl: null,
      syncedAt: '2026-11-21T10:00:00.000Z',
    },
    deal: {
      externalId: '4501',
      name: 'Canal Works renewal',
      outcome: 'open',
      stage: 'Proposal',
      amount: usd('48000.00'),
      amountNote: null,
      closeDate: '2026-12-15',
      account: 'Canal Works',
    },
    noPartnersNote: null,
    partners: [],
    registrations: [],
    payments: [],
    unpaid: null,
    primaryAction: 'add_partner',
    history: [],
    ...over,
  }
}

export function northwind(over: Partial<PartnerOnDeal> = {}): PartnerOnDeal {
  return {
    creditId: '01998a00-0000-7000-8000-0000000000c1',
    partnerId: northwindId,
    name: 'Northwind Consulting',
    role: 'sourced',
    programme: 'Gold referral',
    touchpoints: [],
    status: { tone: 'info', text: 'Tagged by you, 3 Mar' },
    reason: 'Introduced the head of operations',
    taggedBy: 'Riley Reyes',
    taggedAt: '2026-03-03T15:00:00.000Z',
    protectedUntil: null,
    commission: {
      state: 'preview',
      amount: usd('7200.00'),
      pending: null,
      payable: null,
      inPayout: null,
      paid: null,
      note: null,
      why,
    },
    canRemove: true,
    cannotRemoveBecause: null,
    ...over,
  }
}

export const accrued = northwind({
  commission: {
    state: 'accrued',
    amount: usd('7200.00'),
    pending: usd('4800.00'),
    payable: usd('2400.00'),
    inPayout: usd('0.00'),
    paid: null,
    note: null,
    why,
  },
})

export function registration(over: Partial<RegistrationOnDeal> = {}): RegistrationOnDeal {
  return {
    id: '01998a00-0000-7000-8000-0000000000a1',
    partnerId: northwindId,
    partnerName: 'Northwind Consulting',
    state: 'in_review',
    status: { tone: 'warning', text: 'Waiting for review' },
    claim: {
      contactName: 'Ines Duarte',
      contactEmail: 'ines.duarte@canalworks.example',
      useCase: 'Replace the dispatch spreadsheet',
      evidence: 'Workshop on 2 March',
    },
    submittedBy: 'Riley Reyes',
    submittedAt: '2026-11-20T10:00:00.000Z',
    slaDueAt: '2026-11-22T10:00:00.000Z',
    slaText: '41 h left',
    question: null,
    answer: null,
    rejectReason: null,
    messageToPartner: null,
    protectedUntil: null,
    conflicts: [],
    approvalCauses: ['Protected until 19 February 2027.', 'Northwind Consulting becomes sourced.'],
    actions: { approve: no, reject: no, ask: no, answer: no, withdraw: no },
    ...over,
  }
}

export const waiting = registration({
  conflicts: [
    { kind: 'same_domain', severity: 'warning', text: 'Another registration names canalworks.example.' },
  ],
  actions: { approve: yes, reject: yes, ask: yes, answer: no, withdraw: no },
})

export const asked = registration({
  state: 'info_requested',
  status: { tone: 'info', text: 'Question asked' },
  slaText: 'paused',
  question: 'Who attended the workshop?',
  actions: { approve: no, reject: no, ask: no, answer: yes, withdraw: yes },
})

export const managerCard = dealCard({
  viewer: {
    name: 'Casey Moreau',
    roles: ['channel_manager'],
    can: {
      tagPartner: true,
      submitRegistration: true,
      decideRegistration: true,
      recordCustomerPayment: false,
    },
    cannotTagBecause: null,
  },
  partners: [northwind()],
  registrations: [waiting],
  primaryAction: 'review_registration',
})

export const financeCard = dealCard({
  viewer: {
    name: 'Finley Okafor',
    roles: ['finance'],
    can: {
      tagPartner: false,
      submitRegistration: false,
      decideRegistration: false,
      recordCustomerPayment: true,
    },
    cannotTagBecause: 'Only the sales team tags partners. Ask the owner of this deal.',
  },
  deal: { ...dealCard().deal, outcome: 'won', stage: 'Closed won' },
  partners: [accrued],
  payments: [
    {
      id: '01998a00-0000-7000-8000-0000000000d1',
      amount: usd('16000.00'),
      paidOn: '2026-11-02',
      evidence: 'INV-2041',
      recordedBy: 'Finley Okafor',
    },
  ],
  unpaid: usd('32000.00'),
  primaryAction: 'record_payment',
})

export function choice(over: Partial<PartnerChoice> = {}): PartnerChoice {
  return {
    partnerId: northwindId,
    name: 'Northwind Consulting',
    programme: 'Gold referral',
    domains: ['northwind-consulting.example'],
    recent: true,
    onDealAs: null,
    sourced: {
      allowed: true,
      refusal: null,
      commission: usd('7200.00'),
      consequence: '$7,200.00 if won',
      why,
      notes: ['Counts towards platinum.'],
    },
    influenced: {
      allowed: true,
      refusal: null,
      commission: usd('1500.00'),
      consequence: '$1,500.00 if won',
      why: null,
      notes: [],
    },
    conflicts: [],
    ...over,
  }
}

export const brightpath = choice({
  partnerId: brightpathId,
  name: 'Brightpath Systems',
  programme: 'Silver technology',
  domains: [],
  recent: false,
})

export const choices = (
  partners: PartnerChoice[] = [choice(), brightpath],
  more = false,
): PartnerChoices => ({
  partners,
  more,
})

export function problem(over: Partial<ProblemDetails> = {}): ProblemDetails {
  return {
    type: 'about:blank',
    title: 'A rule of the programme says no',
    status: 422,
    code: 'rule_violated',
    detail: 'Another partner already sourced this deal.',
    requestId: 'req-1',
    ...over,
  }
}
