import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publishedPlans } from '../../server/db/programme-store.ts'
import { openPlanDesk, type PlanDesk, type PlanPerson, proposed } from './plan-desk.ts'

const kinds = process.env['TEST_POSTGRES_URL'] ? (['pglite', 'postgres'] as const) : (['pglite'] as const)

describe.each(kinds)('windows of plan versions on %s', (kind) => {
  let desk: PlanDesk
  let author: PlanPerson
  let publishers: [PlanPerson, PlanPerson]

  beforeAll(async () => {
    desk = await openPlanDesk(kind)
    author = await desk.person(['channel_manager'])
    publishers = [await desk.person(['finance']), await desk.person(['admin'])]
  })
  afterAll(() => desk.close())

  const publish = (person: PlanPerson, draft: { id: string; revision: number }) =>
    person.attempt('POST', `/v1/console/plan-drafts/${draft.id}/publish`, { revision: draft.revision })

  /** As no workflow would: straight into the table. */
  const insertVersion = (
    programmeId: string,
    plan: { key: string; version: number; from: string; to: string | null },
  ) =>
    desk.inWorkspace((tx) =>
      tx.db
        .insertInto('plan_version')
        .values({
          workspace_id: tx.workspaceId,
          id: desk.app.context.newId(),
          programme_id: programmeId,
          plan_key: plan.key,
          version: plan.version,
          effective_from: plan.from,
          effective_to: plan.to,
          terms: JSON.stringify({ timeZone: 'UTC' }),
          terms_hash: '',
          published_by: 'nobody',
          published_at: new Date(),
        })
        .execute(),
    )

  test('never overlap, whoever writes them', async () => {
    const { programme } = await desk.programme('OEM programme')
    const insert = (version: number, from: string, to: string | null) =>
      insertVersion(programme.id, { key: 'another', version, from, to })
    // The demo's own version is in force from 2016-01-01 on.
    await expect(insert(1, '2027-01-01', null)).rejects.toThrow(/plan_windows_do_not_overlap/)
    await expect(insert(1, '2015-01-01', '2016-01-01')).rejects.toThrow(/plan_windows_do_not_overlap/)
    await insert(1, '2015-01-01', '2015-12-31')
    await expect(insert(2, '2014-01-01', '2015-01-01')).rejects.toThrow(/plan_windows_do_not_overlap/)
    await expect(insert(2, '2014-01-02', '2014-01-01')).rejects.toThrow(/plan_window_has_days|lower bound/)
  })

  test('one of two people who publish the same draft at once wins, the other is told', async () => {
    const draft = await proposed(desk, author, { effectiveFrom: '2027-01-01', effectiveTo: '2027-12-31' })
    const replies = await Promise.all(publishers.map((person) => publish(person, draft)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
    const { versions } = await desk.programme()
    expect(versions.map(({ version, effectiveTo }) => [version, effectiveTo])).toEqual([
      [2, '2027-12-31'],
      [1, '2026-12-31'],
    ])
  })

  test('one of two drafts for the same time that are published at once wins, the other changes nothing', async () => {
    const one = await proposed(desk, author, { effectiveFrom: '2028-01-01' })
    const other = await proposed(desk, author, { effectiveFrom: '2028-01-01' })
    const replies = await Promise.all([publish(publishers[0], one), publish(publishers[1], other)])
    const statuses = replies.map(({ status }) => status).sort()
    expect(statuses[0]).toBe(200)
    expect([409, 422]).toContain(statuses[1])
    const { versions, drafts } = await desk.programme()
    expect(versions.map(({ version, effectiveFrom }) => [version, effectiveFrom])).toEqual([
      [3, '2028-01-01'],
      [2, '2027-01-01'],
      [1, '2016-01-01'],
    ])
    expect(drafts).toMatchObject([{ status: 'proposed' }])
    const [left] = drafts
    const loser = await publishers[0].draft(left?.id ?? '')
    expect(loser.actions.publish.allowed).toBe(false)
    expect(loser.findings.map(({ code }) => code)).toContain('other_plan_matches')
  })

  test('the version in force keeps the days that have begun, and published plans say where their window ends', async () => {
    const draft = await proposed(desk, author, { effectiveFrom: '2026-11-21' }).catch(
      (error: unknown) => error,
    )
    // Lint refuses the overlap at the proposal already.
    expect(String(draft)).toContain('422')
    const plans = await desk.inWorkspace((tx) => publishedPlans(tx, ['referral']))
    expect(plans.map(({ plan }) => [plan.version, plan.effectiveTo])).toEqual([
      [3, null],
      [2, '2027-12-31'],
      [1, '2026-12-31'],
    ])
  })

  test('a key that another programme has is refused in words', async () => {
    const { programme } = await desk.programme('Agency programme')
    await insertVersion(programme.id, { key: 'taken', version: 4, from: '2015-01-01', to: '2015-12-31' })
    const draft = await proposed(desk, author, { id: 'taken', effectiveFrom: '2029-01-01' })
    const reply = await publish(publishers[0], draft)
    expect([reply.status, reply.text]).toEqual([
      422,
      expect.stringContaining('Give this plan an id of its own'),
    ])
  })
})
