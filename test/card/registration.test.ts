import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../server/auth/actor.ts'
import { answerQuestion } from '../../server/workflows/answer-question.ts'
import { type Decision, decideRegistration } from '../../server/workflows/decide-registration.ts'
import { submitRegistration } from '../../server/workflows/submit-registration.ts'
import { tagPartner } from '../../server/workflows/tag-partner.ts'
import { withdrawRegistration } from '../../server/workflows/withdraw-registration.ts'
import { type CardWorld, openCardWorld } from './card-world.ts'

let world: CardWorld
let northwind: string
let brightpath: string
let harbor: string
let oakline: string

beforeAll(async () => {
  world = await openCardWorld()
  northwind = await world.partner('Northwind Consulting')
  brightpath = await world.partner('Brightpath Systems')
  harbor = await world.partner('Harbor Integrators')
  oakline = await world.partner('Oakline Partners')
})
afterAll(() => world.close())

const claim = {
  contactName: 'Ada Berg',
  contactEmail: null,
  useCase: 'Replace the old system',
  evidence: 'Meeting notes of 1 March',
}
const on = (dealExternalId: string) => ({ connectionId: world.connectionId, dealExternalId })
const submit = (actor: Actor, deal: string, partnerId: string) =>
  world.do((tx) => submitRegistration(tx, world.moment, actor, { ...on(deal), partnerId, claim }))
const decide = (actor: Actor, deal: string, registrationId: string, decision: Decision) =>
  world.do((tx) => decideRegistration(tx, world.moment, actor, { ...on(deal), registrationId, decision }))
const approve = (actor: Actor, deal: string, id: string) => decide(actor, deal, id, { decision: 'approve' })
const tag = (actor: Actor, deal: string, partnerId: string, role: 'sourced' | 'influenced') =>
  world.do((tx) =>
    tagPartner(tx, world.moment, actor, {
      ...on(deal),
      partnerId,
      role,
      reason: 'Intro',
      touchpoints: ['intro'],
    }),
  )
const read = (id: string) =>
  world.do((tx) =>
    tx.db.selectFrom('registration').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  )
const creditsOn = async (deal: string) => {
  const dealId = await world.dealId(deal)
  return await world.do((tx) =>
    tx.db
      .selectFrom('credit')
      .selectAll()
      .where('deal_id', '=', dealId)
      .orderBy('created_at')
      .orderBy('id')
      .execute(),
  )
}
const historyOf = async (id: string) => {
  const rows = await world.do((tx) =>
    tx.db.selectFrom('audit_event').selectAll().where('subject_id', '=', id).orderBy('id').execute(),
  )
  return rows.map((row) => ({
    // Written by `recordAudit` with a state on both sides.
    from: (row.before as { state: string }).state,
    to: (row.after as { state: string }).state,
    who: row.actor_name,
    reason: row.reason,
  }))
}

describe('submitting', () => {
  test('takes the claim into review with its due time, and records both steps', async () => {
    const deal = await world.addDeal()
    const id = await submit(world.riley, deal, northwind)
    const row = await read(id)
    expect(row).toMatchObject({
      status: 'in_review',
      complete_at: world.moment.now,
      submitted_by: world.riley.userId,
    })
    expect(row.sla_due_at.getTime() - world.moment.now.getTime()).toBe(48 * 3_600_000)
    expect(await historyOf(id)).toEqual([
      { from: 'draft', to: 'submitted', who: 'Riley Reyes', reason: null },
      { from: 'submitted', to: 'in_review', who: 'Partner Desk', reason: 'All required fields are there.' },
    ])
  })

  test('refuses a second claim of the partner on the deal, a suspended partner and a closed deal', async () => {
    const deal = await world.addDeal()
    await submit(world.riley, deal, northwind)
    await expect(submit(world.robin, deal, northwind)).rejects.toThrow('has a registration on this deal')
    await expect(submit(world.riley, deal, oakline)).rejects.toThrow('is suspended')
    const won = await world.addDeal({ outcome: 'won' })
    await expect(submit(world.riley, won, northwind)).rejects.toThrow('This deal is won')
  })

  test('refuses a claim without evidence', async () => {
    const deal = await world.addDeal()
    const attempt = world.do((tx) =>
      submitRegistration(tx, world.moment, world.riley, {
        ...on(deal),
        partnerId: northwind,
        claim: { ...claim, evidence: '  ' },
      }),
    )
    await expect(attempt).rejects.toMatchObject({ code: 'invalid_request', fields: [{ path: 'evidence' }] })
  })
})

describe('approving', () => {
  test('protects for 90 × 24 hours and gives sourced credit that rests on the registration', async () => {
    const deal = await world.addDeal()
    const id = await submit(world.riley, deal, northwind)
    await approve(world.casey, deal, id)
    const row = await read(id)
    expect(row).toMatchObject({ status: 'approved', decided_by: world.casey.userId })
    expect(row.protected_until?.getTime()).toBe(world.moment.now.getTime() + 90 * 86_400_000)
    expect(await creditsOn(deal)).toMatchObject([
      {
        partner_id: northwind,
        role: 'sourced',
        evidence: 'registration',
        registration_id: id,
        removed_at: null,
      },
    ])
  })

  test('is not for a rep, nor for the manager who submitted it', async () => {
    const deal = await world.addDeal()
    const id = await submit(world.casey, deal, northwind)
    await expect(approve(world.riley, deal, id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(approve(world.casey, deal, id)).rejects.toThrow('somebody else decides')
    await expect(
      decide(world.casey, deal, id, { decision: 'reject', reason: 'other', messageToPartner: 'No' }),
    ).rejects.toThrow('somebody else decides')
    await approve(world.drew, deal, id)
    expect((await read(id)).status).toBe('approved')
  })

  test('turns the partner’s own manual tag into credit from the registration', async () => {
    const deal = await world.addDeal()
    const tagged = await tag(world.riley, deal, northwind, 'sourced')
    await approve(world.casey, deal, await submit(world.riley, deal, northwind))
    expect(await creditsOn(deal)).toMatchObject([{ id: tagged, evidence: 'registration', removed_at: null }])
  })

  test('removes another partner’s manual sourced tag with the reason, and keeps influenced ones', async () => {
    const deal = await world.addDeal()
    await tag(world.riley, deal, brightpath, 'sourced')
    await tag(world.riley, deal, harbor, 'influenced')
    await approve(world.casey, deal, await submit(world.riley, deal, northwind))
    const credits = await creditsOn(deal)
    expect(credits.find(({ partner_id }) => partner_id === brightpath)).toMatchObject({
      removed_by: world.casey.userId,
      removed_reason: 'An approved registration of another partner outranks a manual tag.',
    })
    expect(
      credits.filter(({ removed_at }) => removed_at === null).map(({ partner_id }) => partner_id),
    ).toEqual([harbor, northwind])
  })

  test('is refused while another partner’s protected registration stands, and changes nothing', async () => {
    const deal = await world.addDeal()
    await approve(world.casey, deal, await submit(world.riley, deal, northwind))
    world.pass(1)
    const late = await submit(world.riley, deal, brightpath)
    await expect(approve(world.casey, deal, late)).rejects.toThrow(/Northwind Consulting is protected/)
    expect((await read(late)).status).toBe('in_review')
    expect(await creditsOn(deal)).toHaveLength(1)
  })

  test('is refused up to the last instant of another’s protection, and takes over from the lapsed one after it', async () => {
    const deal = await world.addDeal()
    const lapsed = await submit(world.riley, deal, northwind)
    await approve(world.casey, deal, lapsed)
    world.pass(90 * 24)
    const early = await submit(world.riley, deal, brightpath)
    await expect(approve(world.casey, deal, early)).rejects.toThrow('is protected on this deal')
    world.pass(1)
    await approve(world.casey, deal, early)
    expect((await read(lapsed)).status).toBe('expired')
    const credits = await creditsOn(deal)
    expect(credits[0]).toMatchObject({
      partner_id: northwind,
      removed_reason: 'The protection of its registration had ended when another one was approved.',
    })
    expect(credits[1]).toMatchObject({ partner_id: brightpath, removed_at: null, registration_id: early })
  })

  test('gives the one that filed in the gap priority over a re-submission of the expired one', async () => {
    const deal = await world.addDeal()
    await approve(world.casey, deal, await submit(world.riley, deal, northwind))
    world.pass(90 * 24 + 1)
    const inTheGap = await submit(world.riley, deal, brightpath)
    world.pass(1 / 60)
    const again = await submit(world.riley, deal, northwind)
    await expect(approve(world.casey, deal, again)).rejects.toThrow('was complete earlier and has priority')
    await approve(world.casey, deal, inTheGap)
    expect((await read(again)).status).toBe('rejected')
  })

  test('rejects the losers of the ruling as duplicates, in words that never name the winner', async () => {
    const deal = await world.addDeal()
    const first = await submit(world.riley, deal, northwind)
    world.moment.now = new Date(world.moment.now.getTime() + 1)
    const second = await submit(world.casey, deal, brightpath)
    await expect(approve(world.drew, deal, second)).rejects.toThrow(
      /Northwind Consulting was complete earlier/,
    )
    await approve(world.casey, deal, first)
    const loser = await read(second)
    expect(loser).toMatchObject({ status: 'rejected', reject_reason: 'duplicate', decided_by: null })
    expect(loser.message_to_partner).toBeTruthy()
    expect(loser.message_to_partner).not.toContain('Northwind')
    expect((await historyOf(second)).at(-1)?.reason).not.toContain('Northwind')
  })

  test('is refused for a partner that was suspended meanwhile', async () => {
    const deal = await world.addDeal()
    const id = await submit(world.riley, deal, harbor)
    const setStatus = (status: 'active' | 'suspended') =>
      world.do((tx) => tx.db.updateTable('partner').set({ status }).where('id', '=', harbor).execute())
    await setStatus('suspended')
    try {
      await expect(approve(world.casey, deal, id)).rejects.toThrow('is suspended')
    } finally {
      await setStatus('active')
    }
  })

  test('asks for CRM fields to be written', async () => {
    const deal = await world.addDeal()
    await approve(world.casey, deal, await submit(world.riley, deal, northwind))
    const dealId = await world.dealId(deal)
    const work = await world.do((tx) =>
      tx.db.selectFrom('outbox').select('topic').where('dedupe_key', '=', dealId).execute(),
    )
    expect(work).toEqual([{ topic: 'crm.write_back' }])
  })
})

describe('asking, answering, rejecting, withdrawing', () => {
  test('pauses the clock until the answer and moves the due time by as long', async () => {
    const deal = await world.addDeal()
    const id = await submit(world.riley, deal, northwind)
    const due = (await read(id)).sla_due_at
    await decide(world.casey, deal, id, { decision: 'ask', question: 'Who signs?' })
    expect(await read(id)).toMatchObject({ status: 'info_requested', sla_paused_at: world.moment.now })
    await expect(approve(world.casey, deal, id)).rejects.toMatchObject({ code: 'conflict' })
    world.pass(30)
    await world.do((tx) =>
      answerQuestion(tx, world.moment, world.riley, { ...on(deal), registrationId: id, answer: 'The CFO' }),
    )
    const row = await read(id)
    expect(row).toMatchObject({ status: 'in_review', answer: 'The CFO', sla_paused_at: null })
    expect(row.sla_due_at.getTime() - due.getTime()).toBe(30 * 3_600_000)
  })

  test('keeps the reason of a rejection and lets the partner try again', async () => {
    const deal = await world.addDeal()
    const id = await submit(world.riley, deal, northwind)
    await decide(world.casey, deal, id, {
      decision: 'reject',
      reason: 'incomplete',
      messageToPartner: 'Name a project',
    })
    expect(await read(id)).toMatchObject({
      status: 'rejected',
      reject_reason: 'incomplete',
      message_to_partner: 'Name a project',
    })
    await expect(approve(world.casey, deal, id)).rejects.toMatchObject({ code: 'conflict' })
    await submit(world.riley, deal, northwind)
  })

  test('takes the credit along when an approved registration is withdrawn', async () => {
    const deal = await world.addDeal()
    const id = await submit(world.riley, deal, northwind)
    await approve(world.casey, deal, id)
    await world.do((tx) =>
      withdrawRegistration(tx, world.moment, world.riley, {
        ...on(deal),
        registrationId: id,
        reason: 'Partner asked',
      }),
    )
    expect((await read(id)).status).toBe('withdrawn')
    expect(await creditsOn(deal)).toMatchObject([{ removed_reason: 'Partner asked' }])
  })

  test('does not find a registration through another deal', async () => {
    const [deal, other] = [await world.addDeal(), await world.addDeal()]
    const id = await submit(world.riley, deal, northwind)
    await expect(approve(world.casey, other, id)).rejects.toMatchObject({ code: 'not_found' })
  })
})
