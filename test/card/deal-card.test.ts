import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  dealCard,
  type DealCard,
  type PartnerChoice,
  partnerChoices,
} from '../../shared/contract/card-api.ts'
import type { Actor } from '../../server/auth/actor.ts'
import { readDealCard } from '../../server/read/deal-card.ts'
import { readPartnerChoices } from '../../server/read/partner-choices.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { type Decision, decideRegistration } from '../../server/workflows/decide-registration.ts'
import { recordCustomerPayment } from '../../server/workflows/record-customer-payment.ts'
import { removeCredit } from '../../server/workflows/remove-credit.ts'
import { submitRegistration } from '../../server/workflows/submit-registration.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import { type CardWorld, openCardWorld } from './card-world.ts'

let world: CardWorld
let northwind: string
let brightpath: string
let harbor: string

beforeAll(async () => {
  world = await openCardWorld()
  northwind = await world.partner('Northwind Consulting')
  brightpath = await world.partner('Brightpath Systems')
  harbor = await world.partner('Harbor Integrators')
})
afterAll(() => world.close())

const on = (dealExternalId: string) => ({ connectionId: world.connectionId, dealExternalId })
const wordCrm = () => ({ label: 'HubSpot', reconnectUrl: 'https://desk.example/reconnect' })
/** Parsed strictly, so that every test also checks the contract. */
const cardFor = async (actor: Actor, deal: string): Promise<DealCard> =>
  dealCard.parse(
    await world.do((tx) =>
      readDealCard(tx, {
        actor,
        ...on(deal),
        now: world.moment.now,
        wordCrm,
      }),
    ),
  )
const choicesFor = async (actor: Actor, deal: string, search = '') =>
  partnerChoices.parse(
    await world.do((tx) =>
      readPartnerChoices(tx, { actor, ...on(deal), search, now: world.moment.now, wordCrm }),
    ),
  )
const choice = async (actor: Actor, deal: string, search: string): Promise<PartnerChoice> => {
  const [first] = (await choicesFor(actor, deal, search)).partners
  if (!first) throw new Error(`no partner matches ${search}`)
  return first
}
const tag = (actor: Actor, deal: string, partnerId: string, role: 'sourced' | 'influenced' = 'sourced') =>
  world.do((tx) =>
    tagPartner(tx, world.moment, actor, {
      ...on(deal),
      partnerId,
      role,
      reason: 'Intro call',
      touchpoints: ['intro'],
    }),
  )
const claim = { contactName: 'Ada Berg', contactEmail: null, useCase: 'Replace it', evidence: 'Notes' }
const submit = (actor: Actor, deal: string, partnerId: string, contactEmail: string | null = null) =>
  world.do((tx) =>
    submitRegistration(tx, world.moment, actor, {
      ...on(deal),
      partnerId,
      claim: { ...claim, contactEmail },
    }),
  )
const decide = (actor: Actor, deal: string, registrationId: string, decision: Decision) =>
  world.do((tx) => decideRegistration(tx, world.moment, actor, { ...on(deal), registrationId, decision }))

const usd = (amount: string) => ({ amount, currency: 'USD' })

describe('the card of an open deal', () => {
  test('says what an empty deal is and offers to add a partner', async () => {
    await world.addAccount({ externalId: 'a-1', name: 'Cancity' })
    const deal = await world.addDeal({ accountExternalId: 'a-1', closedAt: new Date('2026-06-30T22:00:00Z') })
    const card = await cardFor(world.riley, deal)
    expect(card).toMatchObject({
      partners: [],
      registrations: [],
      history: [],
      primaryAction: 'add_partner',
      noPartnersNote: null,
      unpaid: null,
      connection: { status: 'connected', message: null },
    })
    expect(card.deal).toMatchObject({ account: 'Cancity', amount: usd('48000.00'), closeDate: '2026-06-30' })
  })

  test('previews 15 % for the sourced partner and a flat 1,500 for the influenced one, each with its why', async () => {
    const deal = await world.addDeal()
    await tag(world.riley, deal, northwind)
    await tag(world.robin, deal, brightpath, 'influenced')
    const card = await cardFor(world.riley, deal)
    expect(card.partners).toMatchObject([
      {
        name: 'Northwind Consulting',
        role: 'sourced',
        programme: 'Gold referral',
        status: { tone: 'default', text: 'Tagged by you' },
        commission: { state: 'preview', amount: usd('7200.00'), note: null },
        canRemove: true,
      },
      {
        name: 'Brightpath Systems',
        role: 'influenced',
        programme: 'Silver technology',
        status: { text: 'Tagged by Robin Vale' },
        commission: { state: 'preview', amount: usd('1500.00') },
      },
    ])
    expect(card.partners[0]?.commission.why?.sentence).toBe(
      'Northwind Consulting sourced this deal: 15 % of the deal amount $48,000.00 is $7,200.00.',
    )
  })

  test('says "No amount yet" instead of a commission of zero', async () => {
    const deal = await world.addDeal({ amountMinor: null })
    await tag(world.riley, deal, northwind)
    const card = await cardFor(world.riley, deal)
    expect(card.deal).toMatchObject({ amount: null, amountNote: 'No amount yet' })
    expect(card.partners[0]?.commission).toMatchObject({ state: 'none', amount: null, note: 'No amount yet' })
  })

  test('gives the CRM’s problem with an amount that cannot be used', async () => {
    const deal = await world.addDeal({
      amountMinor: null,
      currency: null,
      amountProblem: '"US$" is not a currency.',
    })
    await tag(world.riley, deal, northwind)
    const card = await cardFor(world.riley, deal)
    expect(card.deal.amountNote).toBe('"US$" is not a currency.')
    expect(card.partners[0]?.commission).toMatchObject({ state: 'none', note: '"US$" is not a currency.' })
  })

  test('says that a deal in another currency than the plan has no rate', async () => {
    const deal = await world.addDeal({ currency: 'EUR' })
    await tag(world.riley, deal, northwind)
    const [partner] = (await cardFor(world.riley, deal)).partners
    expect(partner?.commission).toMatchObject({ state: 'none', amount: null })
    expect(partner?.commission.note).toContain('in EUR and the plan in USD')
  })

  test('says that no plan covers a close date before all plans', async () => {
    const deal = await world.addDeal({ closedAt: new Date('2015-12-31T12:00:00Z') })
    await tag(world.riley, deal, northwind)
    const [partner] = (await cardFor(world.riley, deal)).partners
    expect(partner?.commission).toMatchObject({ state: 'none', amount: null })
    expect(partner?.commission.note).toContain('No published plan')
  })

  test('leads a manager to the waiting registration and counts down its protection once approved', async () => {
    const deal = await world.addDeal()
    const id = await submit(world.riley, deal, northwind)
    world.pass(7)
    const forManager = await cardFor(world.casey, deal)
    expect(forManager.primaryAction).toBe('review_registration')
    expect(forManager.registrations[0]).toMatchObject({
      state: 'in_review',
      slaText: '41 h left',
      actions: { approve: { allowed: true }, answer: { allowed: false } },
    })
    expect(forManager.registrations[0]?.approvalCauses[0]).toBe(
      'Protects Northwind Consulting on this deal for 90 days from now.',
    )
    const forRep = await cardFor(world.riley, deal)
    expect(forRep.primaryAction).toBe('add_partner')
    expect(forRep.registrations[0]).toMatchObject({
      approvalCauses: [],
      actions: { approve: { allowed: false } },
    })

    await decide(world.casey, deal, id, { decision: 'approve' })
    world.pass(29 * 24)
    const approved = await cardFor(world.riley, deal)
    expect(approved.partners[0]).toMatchObject({
      status: { tone: 'success', text: 'Registered, protected 61 d' },
      canRemove: false,
    })
    expect(approved.partners[0]?.protectedUntil).not.toBeNull()
    world.pass(62 * 24)
    expect((await cardFor(world.riley, deal)).partners[0]?.status).toEqual({
      tone: 'warning',
      text: 'Registered, protection ended',
    })
  })

  test('does not offer approval to who submitted, and says why', async () => {
    const deal = await world.addDeal()
    await submit(world.casey, deal, northwind)
    const [registration] = (await cardFor(world.casey, deal)).registrations
    expect(registration?.actions.approve.allowed).toBe(false)
    expect(registration?.actions.approve.because).toContain('You submitted this registration')
    expect(registration?.submittedBy).toBe('you')
  })

  test('leads the rep to the manager’s question, and not the manager who asked it', async () => {
    const deal = await world.addDeal()
    const id = await submit(world.riley, deal, northwind)
    await decide(world.casey, deal, id, { decision: 'ask', question: 'Who signs?' })
    const card = await cardFor(world.riley, deal)
    expect(card.primaryAction).toBe('answer_question')
    expect(card.registrations[0]).toMatchObject({ question: 'Who signs?', slaText: 'paused' })
    expect((await cardFor(world.casey, deal)).primaryAction).not.toBe('answer_question')
  })

  test('tells the manager which claim has priority and what approving it does to the other', async () => {
    const deal = await world.addDeal()
    await tag(world.riley, deal, harbor)
    await submit(world.riley, deal, northwind)
    world.pass(1)
    await submit(world.riley, deal, brightpath)
    const { registrations } = await cardFor(world.casey, deal)
    const first = registrations.find(({ partnerId }) => partnerId === northwind)
    const second = registrations.find(({ partnerId }) => partnerId === brightpath)
    expect(second?.actions.approve).toEqual({
      allowed: false,
      because:
        'The registration of Northwind Consulting was complete earlier and has priority. Decide on it first.',
    })
    expect(first?.approvalCauses).toContain(
      'Rejects the registration of Brightpath Systems as a duplicate: it was complete later.',
    )
    expect(first?.approvalCauses.join(' ')).toContain('Removes Harbor Integrators as sourced')
    expect(first?.conflicts).toMatchObject([{ kind: 'other_open', severity: 'warning' }])
  })

  test('tells somebody without the right whom to ask', async () => {
    const deal = await world.addDeal()
    const card = await cardFor(world.finley, deal)
    expect(card.viewer.can).toMatchObject({
      tagPartner: false,
      submitRegistration: false,
      decideRegistration: false,
    })
    expect(card.viewer.cannotTagBecause).toBe(
      'You can look at partners here. To change them, ask a rep, a channel manager or an admin.',
    )
    expect(card.primaryAction).toBeNull()
  })

  test('keeps a removed credit in the history, newest first, with who and why', async () => {
    const deal = await world.addDeal()
    const creditId = await tag(world.riley, deal, northwind)
    world.pass(1)
    await world.do((tx) =>
      removeCredit(tx, world.moment, world.robin, {
        ...on(deal),
        creditId,
        reason: 'It was the wrong partner',
      }),
    )
    const { partners, history } = await cardFor(world.riley, deal)
    expect(partners).toEqual([])
    expect(history).toMatchObject([
      {
        who: 'Robin Vale',
        what: 'Removed Northwind Consulting as sourced',
        reason: 'It was the wrong partner',
      },
      { who: 'Riley Reyes', what: 'Tagged Northwind Consulting as sourced', reason: 'Intro call' },
    ])
  })

  test('shows what changed as old and new in the history', async () => {
    const deal = await world.addDeal()
    await tag(world.riley, deal, northwind, 'influenced')
    await tag(world.riley, deal, northwind, 'sourced')
    expect((await cardFor(world.riley, deal)).history[0]).toMatchObject({
      before: 'influenced',
      after: 'sourced',
    })
  })
})

describe('the card of a deal that is over', () => {
  test('shows what was accrued as pending, then as payable in proportion to what the customer paid', async () => {
    const deal = await world.addDeal()
    const foreseen = (await choice(world.riley, deal, 'northwind')).sourced
    await tag(world.riley, deal, northwind)
    await world.changeDeal(deal, { outcome: 'won', closedAt: world.moment.now })
    const dealId = await world.dealId(deal)
    await world.do((tx) => reactToDeal(tx, world.moment, dealId))
    const won = (await cardFor(world.riley, deal)).partners[0]
    expect(won?.status.text).toBe('Tagged by you, locked by the win')
    expect(won?.commission).toMatchObject({ state: 'accrued', pending: usd('7200.00'), payable: usd('0.00') })
    expect(won?.commission.amount).toEqual(foreseen.commission)
    // The plan's inputs are the same but for the close date, which is now known.
    expect(won?.commission.why?.sentence).toBe(foreseen.why?.sentence)

    await world.do((tx) =>
      recordCustomerPayment(tx, world.moment, world.finley, {
        ...on(deal),
        amount: usd('12000.00'),
        paidOn: '2026-03-02',
        evidence: 'INV-1',
        idempotencyKey: world.moment.newId(),
      }),
    )
    const paid = await cardFor(world.finley, deal)
    expect(paid.partners[0]?.commission).toMatchObject({ pending: usd('5400.00'), payable: usd('1800.00') })
    expect(paid.payments).toMatchObject([
      { amount: usd('12000.00'), evidence: 'INV-1', recordedBy: 'Finley Okafor' },
    ])
    expect(paid.unpaid).toEqual(usd('36000.00'))
  })

  test('previews nothing for a registration whose protection has ended, as the accrual will', async () => {
    const deal = await world.addDeal()
    await decide(world.casey, deal, await submit(world.riley, deal, northwind), { decision: 'approve' })
    const commission = async () => (await cardFor(world.riley, deal)).partners[0]?.commission
    expect(await commission()).toMatchObject({ state: 'preview', amount: usd('7200.00') })
    world.pass(90 * 24)
    expect(await commission()).toMatchObject({ state: 'preview' })
    world.moment.now = new Date(world.moment.now.getTime() + 1)
    expect(await commission()).toMatchObject({ state: 'none', amount: null })
    await world.changeDeal(deal, { outcome: 'won', closedAt: world.moment.now })
    const dealId = await world.dealId(deal)
    await world.do((tx) => reactToDeal(tx, world.moment, dealId))
    const [partner] = (await cardFor(world.riley, deal)).partners
    expect(partner?.status).toEqual({ tone: 'warning', text: 'Registered, protection ended before the win' })
    expect(partner?.commission.amount?.amount ?? '0.00').toBe('0.00')
  })

  test('says who may still change a won deal, and what the customer has not paid', async () => {
    const deal = await world.addDeal()
    await tag(world.riley, deal, northwind)
    await world.changeDeal(deal, { outcome: 'won', closedAt: world.moment.now })
    const card = await cardFor(world.riley, deal)
    expect(card.viewer.can.tagPartner).toBe(false)
    expect(card.partners[0]).toMatchObject({
      canRemove: false,
      commission: { state: 'preview', amount: usd('7200.00'), note: 'The commission is being posted.' },
    })
    expect(card.partners[0]?.cannotRemoveBecause).toContain('A channel manager can change it')
    expect(card.unpaid).toEqual(usd('48000.00'))
    expect((await cardFor(world.finley, deal)).primaryAction).toBe('record_payment')
    expect((await cardFor(world.casey, deal)).partners[0]?.canRemove).toBe(true)
  })

  test('pays nothing for a lost deal', async () => {
    const deal = await world.addDeal()
    await tag(world.riley, deal, northwind)
    await world.changeDeal(deal, { outcome: 'lost' })
    const card = await cardFor(world.riley, deal)
    expect(card.partners[0]?.commission).toMatchObject({ state: 'none', amount: null })
    expect(card.primaryAction).toBeNull()
  })

  test.each([
    ['archived', 'archived in the CRM'],
    ['merged', 'merged into deal 4711'],
  ] as const)('says that it was %s in the CRM and changes nothing there', async (state, words) => {
    const deal = await world.addDeal({ state, mergedInto: state === 'merged' ? '4711' : null })
    const card = await cardFor(world.riley, deal)
    expect(card.connection.message).toContain(words)
    expect(card.viewer).toMatchObject({ can: { tagPartner: false, submitRegistration: false } })
    expect(card.viewer.cannotTagBecause).toContain(words)
    expect(card.primaryAction).toBeNull()
  })
})

describe('what the card does not show', () => {
  test('a deal of another workspace, nor one that does not exist', async () => {
    const deal = await world.addDeal()
    const other = await openCardWorld(world.database)
    const look = (externalId: string) =>
      other.do((tx) =>
        readDealCard(tx, {
          actor: other.riley,
          connectionId: world.connectionId,
          dealExternalId: externalId,
          now: other.moment.now,
          wordCrm: () => ({ label: 'HubSpot', reconnectUrl: '' }),
        }),
      )
    const gone = { code: 'not_found', message: 'There is no such deal.' }
    await expect(look(deal)).rejects.toMatchObject(gone)
    await expect(look('999999')).rejects.toMatchObject(gone)
  })

  test('a deal of another connection that has the same number there', async () => {
    const deal = await world.addDeal({ name: 'Here' })
    const twin = world.moment.newId()
    await world.do(async (tx) => {
      const connection = await tx.db.selectFrom('connection').selectAll().executeTakeFirstOrThrow()
      const other = { id: twin, name: 'Second portal', external_account_id: twin }
      await tx.db
        .insertInto('connection')
        .values({ ...connection, ...other })
        .execute()
      const row = await tx.db
        .selectFrom('deal')
        .selectAll()
        .where('external_id', '=', deal)
        .executeTakeFirstOrThrow()
      const there = { id: world.moment.newId(), connection_id: twin, name: 'There' }
      await tx.db
        .insertInto('deal')
        .values({ ...row, ...there })
        .execute()
    })
    const nameIn = async (connectionId: string) => {
      const request = {
        actor: world.riley,
        connectionId,
        dealExternalId: deal,
        now: world.moment.now,
        wordCrm: () => ({ label: 'HubSpot', reconnectUrl: '' }),
      }
      return (await world.do((tx) => readDealCard(tx, request))).deal.name
    }
    expect([await nameIn(world.connectionId), await nameIn(twin)]).toEqual(['Here', 'There'])
  })

  test('work on a deal while the CRM must be reconnected: it says who can do it and where', async () => {
    const other = await openCardWorld(world.database)
    const deal = await other.addDeal()
    await other.do((tx) => tx.db.updateTable('connection').set({ status: 'reconnect' }).execute())
    const card = await other.do((tx) =>
      readDealCard(tx, {
        actor: other.riley,
        connectionId: other.connectionId,
        dealExternalId: deal,
        now: other.moment.now,
        wordCrm: () => ({ label: 'HubSpot', reconnectUrl: 'https://desk.example/reconnect' }),
      }),
    )
    expect(card.connection).toMatchObject({
      status: 'reconnect',
      reconnectUrl: 'https://desk.example/reconnect',
    })
    expect(card.connection.message).toContain('An admin can reconnect it')
  })
})

describe('partner choices', () => {
  test('say what each role would earn, in money and in words', async () => {
    const deal = await world.addDeal()
    const { sourced, influenced } = await choice(world.riley, deal, 'northwind')
    expect(sourced).toMatchObject({
      allowed: true,
      commission: usd('7200.00'),
      consequence: '$7,200.00 if won',
    })
    expect(sourced.notes.join(' ')).toContain('protect it for 90 days')
    expect(influenced).toMatchObject({ commission: usd('1500.00'), consequence: '$1,500.00 if won' })
  })

  test.each([
    ['name', 'NORTHW'],
    ['domain', 'northwind-consulting.exa'],
    ['contact', 'noa lind'],
  ])('find a partner by part of its %s', async (_, search) => {
    const deal = await world.addDeal()
    const { partners } = await choicesFor(world.riley, deal, search)
    expect(partners.map(({ name }) => name)).toEqual(['Northwind Consulting'])
  })

  test('take % and _ for letters', async () => {
    const deal = await world.addDeal()
    expect((await choicesFor(world.riley, deal, '%')).partners).toEqual([])
    expect((await choicesFor(world.riley, deal, '_')).partners).toEqual([])
  })

  test('show at most eight and say that there are more, those the viewer worked with lately first', async () => {
    const deal = await world.addDeal()
    const elsewhere = await world.addDeal()
    world.pass(1)
    await tag(world.drew, elsewhere, harbor, 'influenced')
    world.pass(1)
    await tag(world.drew, elsewhere, northwind, 'influenced')
    const { partners, more } = await choicesFor(world.drew, deal)
    expect(partners).toHaveLength(8)
    expect(more).toBe(true)
    expect(partners.slice(0, 3).map(({ name, recent }) => [name, recent])).toEqual([
      ['Northwind Consulting', true],
      ['Harbor Integrators', true],
      ['Brightpath Systems', false],
    ])
  })

  test('refuse what tagging would refuse, in the same words', async () => {
    const deal = await world.addDeal()
    await tag(world.riley, deal, northwind)
    const rival = await choice(world.riley, deal, 'brightpath')
    expect(rival.influenced.allowed).toBe(true)
    const own = await choice(world.riley, deal, 'northwind')
    expect(own.onDealAs).toBe('sourced')
    const suspended = await choice(world.riley, deal, 'oakline')
    for (const [choice_, role] of [
      [rival, 'sourced'],
      [own, 'sourced'],
      [own, 'influenced'],
      [suspended, 'sourced'],
    ] as const) {
      expect(choice_[role].allowed).toBe(false)
      await expect(tag(world.riley, deal, choice_.partnerId, role)).rejects.toThrow(
        choice_[role].refusal ?? 'none',
      )
    }
  })

  test('give the same cents as the card does once the partner is tagged', async () => {
    for (const amountMinor of [1n, 333n, 105_401n, 9_007_199_254_740_993n]) {
      const deal = await world.addDeal({ amountMinor })
      const { sourced } = await choice(world.riley, deal, 'northwind')
      await tag(world.riley, deal, northwind)
      const [partner] = (await cardFor(world.riley, deal)).partners
      expect(partner?.commission.amount).toEqual(sourced.commission)
      expect(partner?.commission.why).toEqual(sourced.why)
    }
  })

  test('warn of a direct deal and a customer, also through a subsidiary and a second account of the domain', async () => {
    const domain = 'isdom-north.example'
    await world.addAccount({ externalId: 'parent', name: 'Isdom Group' })
    await world.addAccount({ externalId: 'child', name: 'Isdom North', domain, parentExternalId: 'parent' })
    await world.addAccount({ externalId: 'twin', name: 'Isdom Trading', domain })
    await world.addAccount({ externalId: 'sister', name: 'Southern Works', parentExternalId: 'parent' })
    const before = new Date(world.moment.now.getTime() - 86_400_000)
    await world.addDeal({ name: 'Renewal', outcome: 'won', accountExternalId: 'twin', createdAt: before })
    await world.addDeal({ name: 'Direct one', accountExternalId: 'parent', createdAt: before })
    const deal = await world.addDeal({ accountExternalId: 'child' })
    const found = async () => (await choice(world.riley, deal, 'northwind')).conflicts.map(({ text }) => text)
    expect(await found()).toEqual([
      'Sales already works on "Direct one" with this company, begun before the registration was complete.',
      'This company is a customer: "Renewal" was won.',
    ])
    await world.addDeal({
      name: 'A sister’s',
      outcome: 'won',
      accountExternalId: 'sister',
      createdAt: before,
    })
    expect((await found())[1]).toContain('"A sister’s" and 1 more')
  })

  test('find the company behind a claim by its contact’s domain, and nobody by a public one', async () => {
    await world.addAccount({ externalId: 'zumgo', name: 'Zumgo', domain: 'zumgo.example' })
    await world.addAccount({ externalId: 'hobby', name: 'Hobby shop', domain: 'gmail.com' })
    const before = new Date(world.moment.now.getTime() - 86_400_000)
    await world.addDeal({ name: 'Old one', outcome: 'won', accountExternalId: 'zumgo', createdAt: before })
    await world.addDeal({ name: 'Hobby sale', outcome: 'won', accountExternalId: 'hobby', createdAt: before })
    const deal = await world.addDeal()
    await submit(world.riley, deal, northwind, 'buyer@zumgo.example')
    await submit(world.riley, deal, brightpath, 'somebody@gmail.com')
    const { registrations } = await cardFor(world.casey, deal)
    const kinds = (partnerId: string) =>
      registrations
        .find((registration) => registration.partnerId === partnerId)
        ?.conflicts.map(({ kind }) => kind)
    expect(kinds(northwind)).toContain('existing_customer')
    expect(kinds(brightpath)).toEqual(['other_open'])
  })
})
