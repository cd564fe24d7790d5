import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HandBack, Unretryable } from '../../server/jobs/handler.ts'
import { simulatePlan } from '../../server/jobs/handlers/plan-simulate.ts'
import type { PlanDraftView, SimulationView } from '../../shared/contract/plan-api.ts'
import { addClosedDeals, type ClosedDeal } from './closed-deals.ts'
import { acknowledgeAll, openPlanDesk, type PlanDesk, type PlanPerson } from './plan-desk.ts'

const kinds = process.env['TEST_POSTGRES_URL'] ? (['pglite', 'postgres'] as const) : (['pglite'] as const)
const DEALS = 2_100

/** Uneven amounts, so that each deal is rounded; spread over most of a year. */
const referralDeals: ClosedDeal[] = Array.from({ length: DEALS }, (_, index) => ({
  externalId: String(1000 + index),
  partner: index % 3 === 0 ? 'Larkspur Referrals' : 'Northwind Consulting',
  amountMinor: 100_003n + BigInt(index) * 1_717n,
  closedAt: new Date(Date.UTC(2026, 0, 1, index % 24) + (index % 300) * 86_400_000),
  role: index % 10 === 9 ? 'influenced' : 'sourced',
}))

const percentOf = (minor: bigint, percent: bigint): bigint => (minor * percent + 50n) / 100n

describe.each(kinds)('simulating a draft on %s', (kind) => {
  let desk: PlanDesk
  let author: PlanPerson
  let publisher: PlanPerson

  beforeAll(async () => {
    desk = await openPlanDesk(kind)
    author = await desk.person(['channel_manager'])
    publisher = await desk.person(['finance'])
    const at = new Date('2026-11-20T23:30:00.000Z')
    const others: ClosedDeal[] = [
      { externalId: 'lost', partner: 'Northwind Consulting', amountMinor: 1n, closedAt: at, outcome: 'lost' },
      { externalId: 'open', partner: 'Northwind Consulting', amountMinor: 1n, closedAt: at, outcome: 'open' },
      {
        externalId: 'gone',
        partner: 'Northwind Consulting',
        amountMinor: 1n,
        closedAt: at,
        state: 'archived',
      },
      { externalId: 'resold', partner: 'Keystone Resale', amountMinor: 1n, closedAt: at },
      {
        externalId: 'long ago',
        partner: 'Northwind Consulting',
        amountMinor: 1n,
        closedAt: new Date('2025-11-20T23:59:59.999Z'),
      },
    ]
    await desk.inWorkspace((tx) =>
      addClosedDeals(tx, { connectionId: desk.tenant.connectionId, by: author.id }, [
        ...referralDeals,
        ...others,
      ]),
    )
  })
  afterAll(() => desk.close())

  const newDraft = async (percent: string, change: object = {}): Promise<PlanDraftView> => {
    const { programme, versions } = await desk.programme()
    const created = await author.change('POST', '/v1/console/plan-drafts', {
      programmeId: programme.id,
      basedOn: versions.at(-1)?.id,
    })
    const rules = [
      { id: 'sourced', role: 'sourced', basis: 'dealAmount', rate: { kind: 'percent', percent } },
      { id: 'influenced', role: 'influenced', rate: { kind: 'flat', amount: '1500.00' } },
    ]
    return author.change('PUT', `/v1/console/plan-drafts/${created.id}`, {
      revision: created.revision,
      terms: { ...created.terms, rules, ...change },
    })
  }

  const ask = async (draft: PlanDraftView, months = 12): Promise<SimulationView> => {
    const path = `/v1/console/plan-drafts/${draft.id}/simulations`
    const reply = await author.attempt('POST', path, { months })
    if (reply.status !== 200) throw new Error(reply.text)
    return reply.json() as SimulationView
  }

  /** What the worker does with the job of a simulation. */
  const run = (simulationId: string, between: () => Promise<void> = async () => {}) =>
    simulatePlan({
      context: desk.app.context,
      workspaceId: desk.tenant.workspaceId,
      outboxId: simulationId,
      payload: { simulationId },
      signal: new AbortController().signal,
      stillWorking: between,
    })

  const file = (simulationId: string) =>
    author.browser.get(`/v1/console/simulations/${simulationId}/simulation.csv`)

  test('compares what the deals cost now and then, shows how far it is, and its file adds up to the same', async () => {
    const asked = await ask(await newDraft('20'))
    expect(asked).toMatchObject({ status: 'waiting', done: 0, total: null, result: null, outdated: false })
    const jobs = await desk.inWorkspace((tx) =>
      tx.db.selectFrom('outbox').select('payload').where('topic', '=', 'plan.simulate').execute(),
    )
    expect(jobs).toEqual([{ payload: { simulationId: asked.id } }])
    expect((await file(asked.id)).status).toBe(409)
    const seen: unknown[] = []
    await run(asked.id, async () => {
      const { status, done, total } = await author.simulation(asked.id)
      seen.push([status, done, total])
    })
    expect(seen).toEqual([
      ['running', 0, DEALS],
      ['running', 1_000, DEALS],
    ])
    const finished = await author.simulation(asked.id)
    expect(finished).toMatchObject({ status: 'done', done: DEALS, total: DEALS, problem: null })
    const sourced = referralDeals.filter(({ role }) => role === 'sourced')
    const influenced = BigInt(DEALS - sourced.length) * 150_000n
    const cost = (percent: bigint) =>
      sourced.reduce((sum, { amountMinor }) => sum + percentOf(amountMinor, percent), influenced)
    const text = (minor: bigint) => ({
      amount: `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`,
      currency: 'USD',
    })
    expect(finished.result).toMatchObject({
      currency: 'USD',
      from: '2025-11-21',
      to: '2026-11-21',
      deals: DEALS,
      costNow: text(cost(15n)),
      costThen: text(cost(20n)),
      delta: text(cost(20n) - cost(15n)),
      notRated: [],
    })
    expect(finished.result?.partners.map(({ partnerName }) => partnerName).sort()).toEqual([
      'Larkspur Referrals',
      'Northwind Consulting',
    ])
    const rows = parse((await file(asked.id)).text, { columns: true }) as Record<string, string>[]
    expect(rows).toHaveLength(DEALS)
    const total = rows.reduce((sum, row) => sum + BigInt((row['commission then'] ?? '').replace('.', '')), 0n)
    expect(total).toBe(cost(20n))
  })

  test('begins anew after its process ended in the middle, and comes to the same when it is run again', async () => {
    const asked = await ask(await newDraft('17.5'))
    let chunks = 0
    const killed = run(asked.id, () => {
      chunks += 1
      return chunks === 2 ? Promise.reject(new HandBack('the process ends')) : Promise.resolve()
    })
    await expect(killed).rejects.toThrow(HandBack)
    expect(await author.simulation(asked.id)).toMatchObject({ status: 'running', result: null })
    await run(asked.id)
    const finished = await author.simulation(asked.id)
    expect(finished).toMatchObject({ status: 'done', done: DEALS })
    desk.clock.today = new Date('2026-11-21T13:00:00.000Z')
    await run(asked.id)
    expect(await author.simulation(asked.id)).toEqual(finished)
    desk.clock.today = new Date('2026-11-21T12:00:00.000Z')
  })

  test('stays cancelled: the run that was going stops, and another one does nothing', async () => {
    const asked = await ask(await newDraft('18'))
    const path = `/v1/console/simulations/${asked.id}/cancel`
    let chunks = 0
    await run(asked.id, async () => {
      chunks += 1
      if (chunks === 1) await author.change('POST', path)
    })
    expect(chunks).toBe(1)
    await run(asked.id)
    expect(await author.simulation(asked.id)).toMatchObject({ status: 'cancelled', result: null })
    expect(await author.refused('POST', path)).toMatchObject({ status: 409 })
    expect((await file(asked.id)).status).toBe(409)
  })

  test('is outdated once the draft has changed, gives way to a newer one, and is stored with the version', async () => {
    const draft = await newDraft('19', { effectiveFrom: '2027-01-01' })
    const path = `/v1/console/plan-drafts/${draft.id}`
    const first = await ask(draft)
    await run(first.id)
    const second = await ask(draft)
    const third = await ask(draft)
    expect(await author.simulation(second.id)).toMatchObject({ status: 'cancelled' })
    expect((await author.draft(draft.id)).simulationId).toBe(third.id)
    expect((await author.simulation(first.id)).outdated).toBe(false)
    const saved = await author.change('PUT', path, {
      revision: draft.revision,
      terms: { ...draft.terms, effectiveFrom: '2027-01-02' },
    })
    expect((await author.simulation(first.id)).outdated).toBe(true)
    const known = await acknowledgeAll(author, saved)
    await author.change('POST', `${path}/propose`, { revision: known.revision })
    await publisher.change('POST', `${path}/publish`, { revision: known.revision })
    const { versions } = await desk.programme()
    const version = (await author.browser.get(`/v1/console/plan-versions/${versions[0]?.id}`)).json()
    expect(version).toMatchObject({ version: 2, simulationId: first.id })
  })

  test('takes close dates in the time zone of the plan', async () => {
    const { programme } = await desk.programme('Agency programme')
    const deal = { partner: 'Juniper Field Agency', amountMinor: 100_000n }
    await desk.inWorkspace((tx) =>
      addClosedDeals(tx, { connectionId: desk.tenant.connectionId, by: author.id }, [
        // In Tokyo it is the 22nd, which has not come yet when the simulation is asked for.
        { ...deal, externalId: 'tomorrow', closedAt: new Date('2026-11-21T15:00:00.000Z') },
        { ...deal, externalId: '=today', closedAt: new Date('2026-11-21T14:59:59.999Z'), name: '=1+1' },
        // A month before, in Tokyo.
        { ...deal, externalId: 'first day', closedAt: new Date('2026-10-20T15:00:00.000Z') },
        { ...deal, externalId: 'before', closedAt: new Date('2026-10-20T14:59:59.999Z') },
      ]),
    )
    const created = await author.change('POST', '/v1/console/plan-drafts', { programmeId: programme.id })
    const rules = [{ id: 'flat', role: 'sourced', rate: { kind: 'flat', amount: '7.00' } }]
    const draft = await author.change('PUT', `/v1/console/plan-drafts/${created.id}`, {
      revision: 1,
      terms: { ...created.terms, timeZone: 'Asia/Tokyo', rules },
    })
    const asked = await ask(draft, 1)
    await run(asked.id)
    const { result } = await author.simulation(asked.id)
    expect(result).toMatchObject({ from: '2026-10-21', to: '2026-11-21', deals: 2 })
    expect(result?.costThen.amount).toBe('14.00')
    // Names of deals cannot run in a spreadsheet.
    expect((await file(asked.id)).text).toContain("'=1+1")
  })

  test('converts by the rates that the workspace has, and says which deals have none', async () => {
    const { programme } = await desk.programme('Technology programme')
    const deal = { partner: 'Brightpath Systems', amountMinor: 100_000n, currency: 'EUR' }
    await desk.inWorkspace(async (tx) => {
      await addClosedDeals(tx, { connectionId: desk.tenant.connectionId, by: author.id }, [
        { ...deal, externalId: 'eur early', closedAt: new Date('2026-11-01T12:00:00.000Z') },
        { ...deal, externalId: 'eur late', closedAt: new Date('2026-11-10T12:00:00.000Z') },
      ])
      await tx.db
        .insertInto('fx_rate')
        .values({
          workspace_id: tx.workspaceId,
          from_currency: 'EUR',
          to_currency: 'USD',
          on_date: '2026-11-05',
          rate: '1.0850',
          source: 'manual',
          recorded_by: null,
          recorded_at: new Date(),
        })
        .execute()
    })
    const { versions } = await desk.programme('Technology programme')
    const draft = await author.change('POST', '/v1/console/plan-drafts', {
      programmeId: programme.id,
      basedOn: versions[0]?.id,
    })
    const asked = await ask(draft, 1)
    await run(asked.id)
    const { result } = await author.simulation(asked.id)
    // 10 % of €1,000.00 at 1.0850.
    expect(result).toMatchObject({ deals: 2, costThen: { amount: '108.50' }, costNow: { amount: '108.50' } })
    expect(JSON.stringify(result?.notRated)).toContain('Deal eur early')
  })

  test('fails for good on a fault of ours, and says so', async () => {
    const asked = await ask(await newDraft('16'))
    await desk.inWorkspace((tx) =>
      tx.db.updateTable('plan_simulation').set({ terms: '{}' }).where('id', '=', asked.id).execute(),
    )
    await expect(run(asked.id)).rejects.toThrow(Unretryable)
    expect(await author.simulation(asked.id)).toMatchObject({
      status: 'failed',
      problem: expect.stringContaining('Ask for it again'),
    })
  })

  test('needs terms that are a plan', async () => {
    const { programme } = await desk.programme()
    const empty = await author.change('POST', '/v1/console/plan-drafts', { programmeId: programme.id })
    expect(empty.actions.simulate.allowed).toBe(false)
    const refusal = await author.refused('POST', `/v1/console/plan-drafts/${empty.id}/simulations`, {
      months: 1,
    })
    expect(refusal).toMatchObject({ status: 422, detail: expect.stringContaining('Mend the errors first') })
  })
})
