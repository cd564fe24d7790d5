import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PlanVersionDetail } from '../../shared/contract/plan-api.ts'
import { acknowledgeAll, openPlanDesk, type PlanDesk, type PlanPerson, proposed } from './plan-desk.ts'

let desk: PlanDesk
let author: PlanPerson
let publisher: PlanPerson

beforeAll(async () => {
  desk = await openPlanDesk()
  author = await desk.person(['channel_manager'])
  publisher = await desk.person(['finance'])
})
afterAll(() => desk.close())

const cliffRate = {
  kind: 'volume',
  bands: [
    { upTo: '10000.00', percent: '10' },
    { upTo: null, percent: '20' },
  ],
}
const cliffRules = [
  { id: 'sourced', role: 'sourced', basis: 'dealAmount', rate: cliffRate },
  { id: 'influenced', role: 'influenced', rate: { kind: 'flat', amount: '1500.00' } },
]

const audited = (subjectId: string) =>
  desk.inWorkspace(async (tx) => {
    const rows = await tx.db
      .selectFrom('audit_event')
      .select(['kind', 'actor_id', 'reason'])
      .where('subject_id', '=', subjectId)
      .orderBy('at')
      .orderBy('id')
      .execute()
    return rows.map(({ kind, actor_id, reason }) => ({ kind, by: actor_id, reason }))
  })

test('a plan goes from draft over lint, return and a second person to published, and supersedes the one in force', async () => {
  const before = await desk.programme()
  expect(before.versions).toMatchObject([{ version: 1, status: 'in_force', effectiveTo: null }])
  const created = await author.change('POST', '/v1/console/plan-drafts', {
    programmeId: before.programme.id,
    basedOn: before.versions[0]?.id,
  })
  const path = `/v1/console/plan-drafts/${created.id}`
  expect(created).toMatchObject({ status: 'draft', revision: 1, basedOn: { version: 1 }, errors: 0 })
  expect(created.terms).toMatchObject({ version: 2, effectiveFrom: '2026-12-01', effectiveTo: null })
  expect(created.actions.publish).toEqual({
    allowed: false,
    because: 'Only finance or an admin may do this.',
  })

  // Incomplete terms are kept as they are; lint says what is missing and blocks.
  const unfinished = { ...created.terms, rules: [], note: 'to be done' }
  const incomplete = await author.change('PUT', path, { revision: 1, terms: unfinished })
  expect(incomplete.terms).toEqual(unfinished)
  expect(incomplete.errors).toBeGreaterThan(0)
  expect(incomplete.publishing).toBeNull()
  expect(await author.refused('POST', `${path}/propose`, { revision: 2 })).toMatchObject({ status: 422 })

  const saved = await author.change('PUT', path, {
    revision: 2,
    terms: { ...created.terms, rules: cliffRules },
  })
  expect(saved).toMatchObject({ revision: 3, errors: 0 })
  expect(saved.rules.map(({ id }) => id)).toEqual(['sourced', 'influenced'])
  expect(saved.policies.length).toBeGreaterThan(0)
  expect(saved.publishing).toContain('Version 1 ends on Nov 30, 2026')
  expect(saved.warnings).toBeGreaterThan(0)

  const proposal = await author.change('POST', `${path}/propose`, { revision: 3 })
  expect(proposal.status).toBe('proposed')
  expect(proposal.actions.edit).toEqual({
    allowed: false,
    because: 'It is proposed; return it to its authors first.',
  })
  expect(await author.refused('PUT', path, { revision: 3, terms: {} })).toMatchObject({ status: 409 })
  expect(await publisher.refused('POST', `${path}/return`, { revision: 3 })).toMatchObject({ status: 400 })
  const returned = await publisher.change('POST', `${path}/return`, {
    revision: 3,
    reason: 'Say who agreed to the cliff',
  })
  expect(returned).toMatchObject({ status: 'draft', returned: { reason: 'Say who agreed to the cliff' } })

  const again = await author.change('POST', `${path}/propose`, { revision: 3 })
  expect(again.returned).toBeNull()
  const unacknowledged = await publisher.draft(created.id)
  expect(unacknowledged.actions.publish.because).toContain('Somebody has to say that each warning is meant')
  expect(await publisher.refused('POST', `${path}/publish`, { revision: 3 })).toMatchObject({ status: 422 })
  const known = await acknowledgeAll(author, unacknowledged)
  expect(known.warnings).toBe(0)

  const published = await publisher.change('POST', `${path}/publish`, {
    revision: 3,
    reason: ' The new fiscal year. ',
  })
  expect(published).toMatchObject({
    status: 'published',
    errors: 0,
    warnings: 0,
    actions: { discard: { allowed: false } },
  })
  const after = await desk.programme()
  expect(after.versions).toMatchObject([
    {
      version: 2,
      status: 'coming',
      effectiveFrom: '2026-12-01',
      effectiveTo: null,
      reason: 'The new fiscal year.',
    },
    { version: 1, status: 'in_force', effectiveTo: '2026-11-30', reason: null },
  ])
  expect(after.drafts).toEqual([])
  const versionId = after.versions[0]?.id ?? ''
  const reply = await author.browser.get(`/v1/console/plan-versions/${versionId}`)
  const version = reply.json() as PlanVersionDetail
  expect(version.terms).toEqual({ ...created.terms, rules: cliffRules, version: 2 })
  expect(version.reason).toBe('The new fiscal year.')
  expect(version.acknowledged).toHaveLength(known.findings.length)
  expect(version.acknowledged[0]).toMatchObject({ reason: 'It is meant so' })

  expect((await audited(created.id)).map(({ kind }) => kind)).toEqual([
    'plan_draft_created',
    'plan_draft_saved',
    'plan_draft_saved',
    'plan_proposed',
    'plan_returned',
    'plan_proposed',
    ...known.findings.map(() => 'plan_finding_acknowledged'),
    'plan_published',
  ])
  expect(await audited(before.versions[0]?.id ?? '')).toEqual([
    { kind: 'plan_window_ended', by: publisher.id, reason: 'Version 2 takes over.' },
  ])

  desk.clock.today = new Date('2026-12-01T00:00:00.000Z')
  const inDecember = await desk.programme()
  expect(inDecember.versions.map(({ status }) => status)).toEqual(['in_force', 'superseded'])
  expect(inDecember.rules).toEqual(version.rules.map(({ text }) => text))
  desk.clock.today = new Date('2026-11-21T12:00:00.000Z')
})

describe('a second person', () => {
  test('publishes: no author does, whatever else they are', async () => {
    const both = await desk.person(['finance', 'admin'])
    const draft = await proposed(desk, both, { effectiveFrom: '2027-02-01' })
    expect(draft.actions.publish.because).toBe('You worked on this draft, so somebody else publishes it.')
    const path = `/v1/console/plan-drafts/${draft.id}/publish`
    expect(await both.refused('POST', path, { revision: draft.revision })).toEqual({
      status: 422,
      detail: 'You worked on this draft, so somebody else publishes it.',
    })
  })

  test('is not the same person under another login', async () => {
    const one = await desk.person(['finance'], 'riley@customer.example')
    const other = await desk.person(['finance'], ' Riley@Customer.example ')
    const draft = await proposed(desk, one, { effectiveFrom: '2027-03-01' })
    const refusal = await other.refused('POST', `/v1/console/plan-drafts/${draft.id}/publish`, {
      revision: draft.revision,
    })
    expect(refusal).toMatchObject({
      status: 422,
      detail: expect.stringContaining('You worked on this draft'),
    })
    expect((await other.draft(draft.id)).actions.publish.allowed).toBe(false)
  })

  test('is asked for by the table itself', async () => {
    const draft = await proposed(desk, author, { effectiveFrom: '2027-04-01' })
    const byAuthor = desk.inWorkspace((tx) =>
      tx.db.updateTable('plan_draft').set({ published_by: author.id }).where('id', '=', draft.id).execute(),
    )
    await expect(byAuthor).rejects.toThrow(/plan_author_is_not_publisher/)
  })

  test('who saved once and was overwritten by others is an author still', async () => {
    const draft = await proposed(desk, publisher, { effectiveFrom: '2027-05-01' })
    const path = `/v1/console/plan-drafts/${draft.id}`
    await author.change('POST', `${path}/return`, { revision: draft.revision, reason: 'Mine' })
    const saved = await author.change('PUT', path, {
      revision: draft.revision,
      terms: { ...draft.terms, effectiveFrom: '2027-06-01' },
    })
    await author.change('POST', `${path}/propose`, { revision: saved.revision })
    expect(await publisher.refused('POST', `${path}/publish`, { revision: saved.revision })).toMatchObject({
      status: 422,
    })
  })
})

describe('what was not seen', () => {
  test('is not saved over, proposed or published', async () => {
    const draft = await proposed(desk, author, { effectiveFrom: '2027-07-01' })
    const path = `/v1/console/plan-drafts/${draft.id}`
    const stale = { revision: draft.revision - 1 }
    for (const step of ['publish', 'return', 'discard']) {
      const refusal = await publisher.refused('POST', `${path}/${step}`, { ...stale, reason: 'x' })
      expect(refusal, step).toMatchObject({ status: 409, detail: expect.stringContaining('Load it again') })
    }
    await author.change('POST', `${path}/return`, { revision: draft.revision, reason: 'Go on' })
    const refusal = await author.refused('PUT', path, { ...stale, terms: {} })
    expect(refusal).toMatchObject({ status: 409 })
    expect((await author.draft(draft.id)).terms).toEqual(draft.terms)
  })

  test('a draft that was saved as it is keeps its revision and its authors', async () => {
    const draft = await proposed(desk, author, { effectiveFrom: '2027-07-02' })
    const path = `/v1/console/plan-drafts/${draft.id}`
    await publisher.change('POST', `${path}/return`, { revision: draft.revision, reason: 'Look' })
    const same = await publisher.change('PUT', path, { revision: draft.revision, terms: draft.terms })
    expect(same.revision).toBe(draft.revision)
    const again = await author.change('POST', `${path}/propose`, { revision: draft.revision })
    expect((await publisher.draft(again.id)).actions.publish).toEqual({ allowed: true, because: null })
  })
})

describe('an acknowledgement', () => {
  test('is of one finding: gone with it, and needed anew when it comes back', async () => {
    const { programme } = await desk.programme()
    const created = await author.change('POST', '/v1/console/plan-drafts', { programmeId: programme.id })
    const path = `/v1/console/plan-drafts/${created.id}`
    const terms = { ...created.terms, rules: cliffRules }
    const saved = await author.change('PUT', path, { revision: 1, terms })
    const cliff = saved.findings.find(({ code }) => code === 'cliff')
    const acknowledge = { findingId: cliff?.id, reason: 'Agreed with sales' }
    const known = await author.change('POST', `${path}/acknowledge`, acknowledge)
    expect(known.findings.find(({ id }) => id === cliff?.id)?.acknowledged).toMatchObject({
      reason: 'Agreed with sales',
      at: '2026-11-21T12:00:00.000Z',
    })
    expect(known.revision).toBe(2)
    expect(await author.refused('POST', `${path}/acknowledge`, acknowledge)).toMatchObject({ status: 409 })

    const [rule] = cliffRules
    const graduated = { ...terms, rules: [{ ...rule, rate: { ...cliffRate, kind: 'graduated' } }] }
    const without = await author.change('PUT', path, { revision: 2, terms: graduated })
    expect(without.findings.map(({ code }) => code)).not.toContain('cliff')
    const back = await author.change('PUT', path, { revision: 3, terms })
    expect(back.findings.find(({ id }) => id === cliff?.id)).toMatchObject({ acknowledged: null })
  })

  test('is for warnings alone', async () => {
    const { programme } = await desk.programme()
    const created = await author.change('POST', '/v1/console/plan-drafts', { programmeId: programme.id })
    const error = created.findings.find(({ severity }) => severity === 'error')
    const path = `/v1/console/plan-drafts/${created.id}/acknowledge`
    expect(await author.refused('POST', path, { findingId: error?.id, reason: 'x' })).toMatchObject({
      status: 422,
    })
    expect(await author.refused('POST', path, { findingId: 'nothing', reason: 'x' })).toMatchObject({
      status: 409,
    })
  })
})

test('a discarded draft is only read', async () => {
  const draft = await proposed(desk, author, { effectiveFrom: '2027-08-01' })
  const path = `/v1/console/plan-drafts/${draft.id}`
  const gone = await author.change('POST', `${path}/discard`, { revision: draft.revision, reason: 'Not now' })
  expect(gone.status).toBe('discarded')
  expect(Object.values(gone.actions).every(({ allowed }) => !allowed)).toBe(true)
  expect((await desk.programme()).drafts.map(({ id }) => id)).not.toContain(draft.id)
  for (const step of ['propose', 'publish', 'return', 'discard']) {
    const refusal = await publisher.refused('POST', `${path}/${step}`, {
      revision: draft.revision,
      reason: 'x',
    })
    expect(refusal, step).toEqual({ status: 409, detail: 'It is discarded.' })
  }
})

test('a rep sees no plans, and a channel manager publishes none', async () => {
  const rep = await desk.person(['rep'])
  const draft = await proposed(desk, author, { effectiveFrom: '2027-09-01' })
  const path = `/v1/console/plan-drafts/${draft.id}`
  for (const address of ['/v1/console/plans', path]) expect((await rep.browser.get(address)).status).toBe(403)
  const manager = await desk.person(['channel_manager'])
  expect(await manager.refused('POST', `${path}/publish`, { revision: draft.revision })).toMatchObject({
    status: 403,
  })
})

test('published terms cannot be changed or deleted by the role that serves requests', async () => {
  const { versions } = await desk.programme()
  const id = versions[0]?.id ?? ''
  for (const statement of [
    sql`update plan_version set terms = '{}' where id = ${id}`,
    sql`update plan_version set version = 99 where id = ${id}`,
    sql`update plan_version set effective_from = '2020-01-01' where id = ${id}`,
    sql`delete from plan_version where id = ${id}`,
  ])
    await expect(desk.inWorkspace((tx) => statement.execute(tx.db))).rejects.toThrow(/permission denied/)
})
