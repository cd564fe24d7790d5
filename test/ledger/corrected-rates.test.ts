import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { replaceExchangeRates } from '../../server/db/exchange-rate-store.ts'
import { fxRateRevisions } from '../../server/db/fx-rate-store.ts'
import { howFarRateWent } from '../../server/db/rate-revision-store.ts'
import { readDealsWithoutRate } from '../../server/read/deals-without-rate.ts'
import { readBatch } from '../../server/read/payout-batches.ts'
import { reactToDeal } from '../../server/workflows/accrue-commission.ts'
import { approvePayoutBatch } from '../../server/workflows/approve-payout-batch.ts'
import { closeMonth } from '../../server/workflows/close-month.ts'
import { createPayoutBatch } from '../../server/workflows/create-payout-batch.ts'
import { recordPayoutOutcomes } from '../../server/workflows/record-payout-outcomes.ts'
import { replayCalculations } from '../../server/workflows/replay-commission.ts'
import { verifyLedger } from '../../server/workflows/verify-ledger.ts'
import { type DatabaseKind, openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { eventually } from '../support/eventually.ts'
import { type LedgerWorld, openLedgerWorld } from './ledger-world.ts'
import { openRatesDesk, REASON, type RatesDesk } from './rates-desk.ts'

const kinds: DatabaseKind[] = ['pglite', 'postgres']
const MARCH = 'EUR USD 2026-03-01'
const NAME = { from: 'EUR', to: 'USD', on: '2026-03-01' }
const CORRECTED = 'The exchange rate EUR to USD of Mar 1, 2026 was corrected from 0.109 to 1.09.'

describe.each(kinds)('an exchange rate that was typed wrong, on %s', (kind) => {
  const skipped = kind === 'postgres' && !process.env['TEST_POSTGRES_URL']
  let database: TestDatabase
  let world: LedgerWorld
  let desk: RatesDesk

  beforeAll(async () => {
    if (!skipped) database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    if (skipped) return
    world = await openLedgerWorld(database)
    desk = openRatesDesk(world)
  })
  const example = test.skipIf(skipped)

  async function wonInEuro(amountMinor = 1_000_000n): Promise<string> {
    const deal = await world.addDeal({ amountMinor, currency: 'EUR' })
    await world.tag(deal, world.northwind)
    await world.win(deal)
    await desk.settle()
    return deal
  }
  const amounts = async (deal: string) => (await world.lines(deal)).map(({ amountMinor }) => amountMinor)
  const lineId = async (deal: string) => {
    const dealId = await world.dealId(deal)
    const { id } = await world.do((tx) =>
      tx.db
        .selectFrom('commission_line')
        .select('id')
        .where('deal_id', '=', dealId)
        .executeTakeFirstOrThrow(),
    )
    return id
  }
  const replays = async (deal: string) => {
    const id = await lineId(deal)
    return (await world.do((tx) => replayCalculations(tx, id))).map(({ same, stored }) => [
      same,
      stored.amount.amount,
    ])
  }
  const entries = async (deal: string) => {
    const dealId = await world.dealId(deal)
    return world.do((tx) =>
      tx.db
        .selectFrom('ledger_transaction')
        .select(['kind', 'cause', 'effective_at'])
        .where(sql<boolean>`cause ->> 'dealId' = ${dealId}`)
        .orderBy('sequence')
        .execute(),
    )
  }
  const use = () => world.do((tx) => howFarRateWent(tx, NAME))
  const sound = async () => expect((await world.do((tx) => verifyLedger(tx))).bad).toBeNull()

  example('trues up what was accrued with it, to the cent, and says so', async () => {
    await desk.add(MARCH, '0.109')
    const deal = await wonInEuro()
    await world.pay(deal, '5000.00', { currency: 'EUR' })
    // 15 % of $1,090.00, half of which the customer paid.
    expect(await world.balance(world.northwind)).toMatchObject({ pending: 8_175n, payable: 8_175n })
    expect(await use()).toEqual({ deals: 1, inClosedMonths: 0, gone: 0 })

    await desk.correct(MARCH, '1.09')
    expect(await amounts(deal), 'the request itself computes nothing').toEqual([16_350n])
    expect(await desk.settle()).toBe(1)
    expect(await world.lines(deal)).toEqual([{ amountMinor: 163_500n, revision: 2, because: CORRECTED }])
    expect(await world.balance(world.northwind)).toMatchObject({ pending: 81_750n, payable: 81_750n })
    expect((await entries(deal)).find(({ kind }) => kind === 'true_up')).toMatchObject({
      cause: { old: '163.50', new: '1635.00', delta: '1471.50', because: CORRECTED },
    })
    expect(await amounts(await wonInEuro()), 'later deals go by it from the start').toEqual([163_500n])
    await sound()
  })

  example('is computed again to the same cent in every revision, old and new', async () => {
    await desk.add(MARCH, '0.109')
    const deal = await wonInEuro()
    await desk.correct(MARCH, '1.09')
    await desk.settle()
    expect(await replays(deal)).toEqual([
      [true, '163.50'],
      [true, '1635.00'],
    ])
  })

  example('leaves what was paid too much as owed back', async () => {
    await desk.add(MARCH, '10.9')
    const deal = await wonInEuro()
    await world.pay(deal, '10000.00', { currency: 'EUR' })
    const batchId = await world.do((tx) =>
      createPayoutBatch(tx, world.moment, world.finley, { currency: 'USD', partnerIds: [world.northwind] }),
    )
    const batch = await world.do((tx) => readBatch(tx, world.finley, batchId))
    await world.do((tx) =>
      approvePayoutBatch(tx, world.moment, world.drew, { batchId, contentHash: batch.contentHash }),
    )
    await world.do((tx) =>
      recordPayoutOutcomes(tx, world.moment, world.finley, {
        batchId,
        outcomes: [{ itemId: batch.items[0]?.id ?? '', outcome: 'confirmed', reference: 'BANK-1' }],
      }),
    )
    await desk.correct(MARCH, '1.09')
    await desk.settle()
    expect(await world.balance(world.northwind)).toMatchObject({
      accrued: 163_500n,
      pending: 0n,
      payable: 163_500n - 1_635_000n,
      paid: 1_635_000n,
    })
    await sound()
  })

  example('corrects lines of a closed month by entries dated now', async () => {
    await desk.add(MARCH, '0.109')
    const deal = await wonInEuro()
    world.pass(24 * 40)
    await world.do((tx) => closeMonth(tx, world.moment, world.finley, '2026-03'))
    expect(await use()).toEqual({ deals: 1, inClosedMonths: 1, gone: 0 })
    await desk.correct(MARCH, '1.09')
    await desk.settle()
    const [accrual, trueUp] = await entries(deal)
    expect(accrual?.effective_at.toISOString()).toMatch(/^2026-03-02/)
    expect(trueUp).toMatchObject({ kind: 'true_up', effective_at: world.moment.now })
    expect(world.moment.now.toISOString()).toMatch(/^2026-04/)
    await sound()
  })

  example('touches no deal that did not use it', async () => {
    await desk.add('EUR USD 2026-02-01', '1.2')
    const earlier = await world.addDeal({ amountMinor: 1_000_000n, currency: 'EUR' })
    await world.tag(earlier, world.northwind)
    await world.win(earlier, { closedAt: new Date('2026-02-10T09:00:00Z') })
    await desk.add(MARCH, '0.109')
    const deal = await wonInEuro()
    const inDollars = await world.addDeal({ amountMinor: 1_000_000n })
    await world.tag(inDollars, world.northwind)
    await world.win(inDollars)
    await desk.settle()
    await desk.correct(MARCH, '1.09')
    expect(await desk.settle()).toBe(1)
    expect(await amounts(deal)).toEqual([163_500n])
    expect(await world.lines(earlier)).toMatchObject([{ amountMinor: 180_000n, revision: 1 }])
    expect(await world.lines(inDollars)).toMatchObject([{ amountMinor: 150_000n, revision: 1 }])
  })

  example('of the inverse pair is followed too', async () => {
    await desk.add('USD EUR 2026-03-01', '8.0')
    const deal = await wonInEuro()
    expect(await amounts(deal)).toEqual([18_750n])
    await desk.correct('USD EUR 2026-03-01', '0.8')
    await desk.settle()
    expect(await world.lines(deal)).toMatchObject([
      {
        amountMinor: 187_500n,
        because: 'The exchange rate USD to EUR of Mar 1, 2026 was corrected from 8.0 to 0.8.',
      },
    ])
  })

  example('that the CRM said is another one, though it has the same name', async () => {
    await world.do((tx) =>
      replaceExchangeRates(tx, world.connectionId, {
        corporateCurrency: 'EUR',
        rates: [{ currency: 'USD', from: '2026-03-01', until: null, unitsPerCorporateUnit: '1.1' }],
      }),
    )
    const deal = await wonInEuro()
    await desk.add(MARCH, '0.109')
    await desk.correct(MARCH, '1.09')
    await desk.settle()
    expect(await use()).toEqual({ deals: 0, inClosedMonths: 0, gone: 0 })
    await world.changeDeal(deal, { amountMinor: 2_000_000n })
    await world.react(deal)
    expect(await amounts(deal)).toEqual([330_000n])
  })

  example('changes nothing a second time, however often its work is delivered', async () => {
    await desk.add(MARCH, '0.109')
    const deal = await wonInEuro()
    await desk.correct(MARCH, '1.09')
    await desk.follow(MARCH)
    await desk.follow(MARCH)
    await desk.settle()
    const before = await world.transactionCount()
    await desk.follow(MARCH)
    expect(await desk.settle(), 'no line goes by the old value any more').toBe(0)
    await world.react(deal)
    expect(await world.transactionCount()).toBe(before)
    expect(await world.lines(deal)).toMatchObject([{ amountMinor: 163_500n, revision: 2 }])
  })

  example(
    'may be corrected again before the first correction was followed, also to what it was',
    async () => {
      await desk.add(MARCH, '0.109')
      const deal = await wonInEuro()
      await desk.correct(MARCH, '1.9')
      await desk.correct(MARCH, '1.09', 2)
      await desk.settle()
      expect(await world.lines(deal)).toMatchObject([
        { amountMinor: 163_500n, revision: 2, because: CORRECTED },
      ])
      await desk.correct(MARCH, '0.109', 3)
      await desk.settle()
      expect(await world.lines(deal)).toMatchObject([{ amountMinor: 16_350n, revision: 3 }])
      await sound()
    },
  )

  example('names its correction also where the deal changed in the same moment', async () => {
    await desk.add(MARCH, '0.109')
    const deal = await wonInEuro()
    await desk.correct(MARCH, '1.09')
    await world.changeDeal(deal, { amountMinor: 2_000_000n })
    await world.react(deal)
    expect(await world.lines(deal)).toMatchObject([
      {
        amountMinor: 327_000n,
        because: `The deal amount changed from €10,000.00 to €20,000.00. ${CORRECTED}`,
      },
    ])
  })

  example('keeps the commission of a deal that the CRM no longer has', async () => {
    await desk.add(MARCH, '0.109')
    const deal = await wonInEuro()
    await world.changeDeal(deal, { state: 'archived' })
    expect(await use()).toEqual({ deals: 0, inClosedMonths: 0, gone: 1 })
    await desk.correct(MARCH, '1.09')
    expect(await desk.settle()).toBe(0)
    expect(await amounts(deal)).toEqual([16_350n])
  })

  example('lets deals accrue whose commission it had made too large to keep', async () => {
    await desk.add(MARCH, '99999')
    const deal = await wonInEuro(90_000_000_000_000_000n)
    expect(await amounts(deal)).toEqual([])
    await desk.correct(MARCH, '1')
    await desk.settle()
    expect(await amounts(deal)).toEqual([13_500_000_000_000_000n])
  })

  example('is followed over many deals in steps that may each be repeated', async () => {
    await desk.add(MARCH, '0.109')
    const total = 1_003
    await world.do(({ db, workspaceId }) =>
      sql`with made as (insert into deal (workspace_id, connection_id, external_id, name, amount_minor, currency, outcome,
            state, closed_at, content_hash, synced_at)
          select ${workspaceId}::uuid, ${world.connectionId}::uuid, 'many-' || n, 'Many ' || n, 100000, 'EUR', 'won',
            'active', ${world.moment.now}, '', ${world.moment.now} from generate_series(1, ${total}::int) n returning id)
        insert into credit (workspace_id, id, deal_id, partner_id, role, evidence, created_by, created_at)
          select ${workspaceId}::uuid, gen_random_uuid(), id, ${world.northwind}::uuid, 'sourced', 'manual',
            ${world.casey.userId}::uuid, ${world.moment.now} from made`.execute(db),
    )
    await desk.correct(MARCH, '1.09')
    const steps: (string | null)[] = []
    for (let after: string | null | undefined = null; after !== undefined;) {
      steps.push(after)
      await desk.follow(MARCH, after)
      // As after a crash: the same step once more.
      await desk.follow(MARCH, after)
      const rest = (await desk.due()).flatMap(({ topic, payload }) =>
        topic === 'fx_rate.revised' ? [(payload as { after: string | null }).after] : [],
      )
      after = rest.find((one) => !steps.includes(one))
    }
    expect(steps).toHaveLength(3)
    const looks = (await desk.due()).filter(({ topic }) => topic === 'deal.changed')
    expect(looks).toHaveLength(total)
    expect(new Set(looks.map(({ payload }) => (payload as { dealId: string }).dealId)).size).toBe(total)
  })

  describe('when it is taken back', () => {
    example('gives way to the rate that holds without it', async () => {
      await desk.add('EUR USD 2026-02-01', '1.2')
      await desk.add(MARCH, '0.109')
      const deal = await wonInEuro()
      await desk.takeBack(MARCH)
      await desk.settle()
      expect(await world.lines(deal)).toMatchObject([
        {
          amountMinor: 180_000n,
          because:
            'The exchange rate EUR to USD of Mar 1, 2026, 0.109, was taken back: EUR to USD is 1.2 of Feb 1, 2026.',
        },
      ])
      expect(await amounts(await wonInEuro())).toEqual([180_000n])
      expect(await replays(deal)).toEqual([
        [true, '163.50'],
        [true, '1800.00'],
      ])
    })

    example(
      'leaves lines as they are while no other is known, and trues them up when one is added',
      async () => {
        await desk.add(MARCH, '0.109')
        const deal = await wonInEuro()
        await desk.takeBack(MARCH)
        await desk.settle()
        expect(await amounts(deal)).toEqual([16_350n])
        const waiting = await wonInEuro()
        expect(await amounts(waiting)).toEqual([])
        await desk.add(MARCH, '1.09')
        await desk.settle()
        expect([await amounts(deal), await amounts(waiting)]).toEqual([[163_500n], [163_500n]])
        const revisions = await world.do((tx) => fxRateRevisions(tx, NAME))
        expect(revisions.map(({ revision, rate }) => [revision, rate])).toEqual([
          [3, '1.09'],
          [2, null],
          [1, '0.109'],
        ])
      },
    )

    example('cannot be corrected or taken back again', async () => {
      await desk.add(MARCH, '0.109')
      await desk.takeBack(MARCH)
      const refusal = { code: 'rule_violated', message: expect.stringContaining('was taken back') }
      await expect(desk.correct(MARCH, '1.09', 2)).rejects.toMatchObject(refusal)
      await expect(desk.takeBack(MARCH, 2)).rejects.toMatchObject(refusal)
    })
  })

  describe('keeps', () => {
    example('every value with who, when and why, and an audit record', async () => {
      await desk.add(MARCH, '0.109')
      const stored = world.moment.now
      world.pass(1)
      await desk.correct(MARCH, '1.09')
      const revisions = await world.do((tx) => fxRateRevisions(tx, NAME))
      const who = { ...NAME, source: 'Treasury', recordedBy: world.finley.userId }
      expect(revisions).toEqual([
        { ...who, revision: 2, rate: '1.09', reason: REASON, recordedAt: world.moment.now },
        { ...who, revision: 1, rate: '0.109', reason: null, recordedAt: stored },
      ])
      const audit = await world.do((tx) =>
        tx.db
          .selectFrom('audit_event')
          .select(['kind', 'reason', 'actor_id', 'before', 'after'])
          .where('workspace_id', '=', tx.workspaceId)
          .where('kind', '=', 'fx_rate_corrected')
          .execute(),
      )
      expect(audit).toEqual([
        {
          kind: 'fx_rate_corrected',
          reason: REASON,
          actor_id: world.finley.userId,
          before: { name: MARCH, rate: '0.109', revision: 1 },
          after: { name: MARCH, rate: '1.09', revision: 2 },
        },
      ])
    })

    example('what is stored, whoever tries to change or remove it', async () => {
      await desk.add(MARCH, '0.109')
      for (const statement of [sql`update fx_rate set rate = '1.09'`, sql`delete from fx_rate`])
        await expect(world.do((tx) => statement.execute(tx.db))).rejects.toThrow('permission denied')
      const silent = sql`insert into fx_rate (workspace_id, from_currency, to_currency, on_date, revision, rate, source, recorded_at)
        values (${world.workspaceId}, 'EUR', 'USD', '2026-03-01', 2, '1.09', 'x', now())`
      await expect(world.do((tx) => silent.execute(tx.db))).rejects.toThrow('fx_rate_says_why')
    })
  })

  example('is missing for won deals that wait, which are named by currencies and day', async () => {
    const waits = () => world.do((tx) => readDealsWithoutRate(tx, world.moment.now))
    expect(await waits()).toEqual({ groups: [], more: false })
    const one = await wonInEuro()
    await wonInEuro()
    const later = await world.addDeal({ amountMinor: 1_000_000n, currency: 'GBP', name: 'Later deal' })
    await world.tag(later, world.northwind)
    await world.win(later, { closedAt: new Date('2026-03-09T09:00:00Z') })
    const inDollars = await world.addDeal({ amountMinor: 1_000_000n })
    await world.tag(inDollars, world.northwind)
    await world.win(inDollars)
    const noPartner = await world.addDeal({ amountMinor: 1_000_000n, currency: 'EUR' })
    await world.win(noPartner)
    const { groups } = await waits()
    expect(groups).toMatchObject([
      { from: 'GBP', to: 'USD', on: '2026-03-09', deals: 1, first: [{ name: 'Later deal' }] },
      { from: 'EUR', to: 'USD', on: '2026-03-02', deals: 2 },
    ])
    expect(groups[1]?.first.map(({ url }) => url)).toContainEqual(expect.stringContaining(one))
    await desk.add(MARCH, '1.09')
    await desk.settle()
    expect((await waits()).groups.map(({ from }) => from)).toEqual(['GBP'])
    await desk.takeBack(MARCH)
    await desk.settle()
    expect((await waits()).groups.map(({ from, deals }) => [from, deals])).toEqual([
      ['GBP', 1],
      ['EUR', 2],
    ])
  })

  describe('of two people', () => {
    example('the second is refused and told what it is now', async () => {
      await desk.add(MARCH, '0.109')
      const tries = await Promise.allSettled([desk.correct(MARCH, '1.09'), desk.correct(MARCH, '1.08')])
      const refused = tries.filter((one) => one.status === 'rejected')
      expect(refused).toHaveLength(1)
      const [newest, ...before] = await world.do((tx) => fxRateRevisions(tx, NAME))
      expect(before).toHaveLength(1)
      expect(refused[0]?.reason).toMatchObject({
        code: 'conflict',
        message: `EUR to USD of Mar 1, 2026 is not as you saw it: ${world.finley.name} made it ${newest?.rate}. Nothing was stored.`,
        fields: [{ path: 'rate', message: `is ${newest?.rate} now` }],
      })
    })
  })

  example.for(['', ' 1.09', '1,09', '1e2', '-1.09', '+1.09', '0', '0.000', 'NaN', '1.090', '1.09'])(
    'is not corrected to "%s"',
    async (rate) => {
      await desk.add(MARCH, '1.09')
      await expect(desk.correct(MARCH, rate)).rejects.toMatchObject({
        code: 'rule_violated',
        fields: [{ path: 'rate', message: expect.any(String) }],
      })
      expect(await desk.due()).toEqual([])
    },
  )
})

describe.skipIf(!process.env['TEST_POSTGRES_URL'])('a deal that accrues while its rate is corrected', () => {
  test('is found once it has accrued', async () => {
    const database = await openTestDatabase('postgres')
    const world = await openLedgerWorld(database)
    const desk = openRatesDesk(world)
    await desk.add(MARCH, '0.109')
    const deal = await world.addDeal({ amountMinor: 1_000_000n, currency: 'EUR' })
    await world.tag(deal, world.northwind)
    await world.changeDeal(deal, { outcome: 'won', closedAt: world.moment.now })
    const dealId = await world.dealId(deal)
    // No worker looks at it by itself.
    await world.do((tx) =>
      tx.db.updateTable('outbox').set({ done_at: new Date() }).where('topic', '=', 'deal.changed').execute(),
    )
    const [computed, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const accrual = world.do(async (tx) => {
      await reactToDeal(tx, world.moment, dealId)
      computed.resolve()
      await commit.promise
    })
    await computed.promise
    await desk.correct(MARCH, '1.09')
    const settled = desk.settle()
    await eventually(async () => {
      const { rows } = await world.do((tx) =>
        sql`select 1 from pg_locks where locktype = 'advisory' and not granted`.execute(tx.db),
      )
      expect(rows).toHaveLength(1)
    })
    commit.resolve()
    await accrual
    await settled
    await desk.settle()
    expect(await world.lines(deal)).toMatchObject([{ amountMinor: 163_500n, revision: 2 }])
    await database.close()
  })
})
