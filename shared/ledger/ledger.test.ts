import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Balances, foldBalances } from './balance.ts'
import { canonicalJson, chainText, type LedgerTransaction, requestText } from './hash.ts'
import * as post from './posting.ts'

const line: post.LineRef = { partnerId: 'p', dealId: 'd', commissionLineId: 'l', currency: 'USD' }
const after = (...steps: post.Posting[][]) => foldBalances(steps.flat())
const nothing = { accrued: 0n, pending: 0n, payable: 0n, held: 0n, inTransit: 0n, paid: 0n }

describe('postings', () => {
  it('take a commission from accrual to the bank', () => {
    const steps = [post.accrue(line, 720000n), post.earn(line, 720000n), post.payoutApproved(line, 720000n)]
    expect(after(...steps)).toEqual({ ...nothing, accrued: 720000n, inTransit: 720000n })
    expect(after(...steps, post.payoutConfirmed(line, 720000n))).toEqual({
      ...nothing,
      accrued: 720000n,
      paid: 720000n,
    })
    expect(after(...steps, post.payoutFailed(line, 720000n))).toEqual({
      ...nothing,
      accrued: 720000n,
      payable: 720000n,
    })
  })

  it('owe again what came back from the bank', () => {
    const paid = [
      post.accrue(line, 5n),
      post.earn(line, 5n),
      post.payoutApproved(line, 5n),
      post.payoutConfirmed(line, 5n),
    ]
    expect(after(...paid, post.payoutReturned(line, 5n))).toEqual({ ...nothing, accrued: 5n, payable: 5n })
  })

  it('correct downwards from pending, then payable, then held, then below zero', () => {
    const steps = [
      post.accrue(line, 100n),
      post.earn(line, 70n),
      post.hold(line, 20n),
      post.payoutApproved(line, 10n),
    ]
    const now = after(...steps)
    expect(now).toMatchObject({ pending: 30n, payable: 40n, held: 20n, inTransit: 10n })
    const corrected = (target: bigint) => after(...steps, post.correct(line, now, 100n, target))
    expect(corrected(80n)).toMatchObject({ accrued: 80n, pending: 10n, payable: 40n, held: 20n })
    expect(corrected(50n)).toMatchObject({ accrued: 50n, pending: 0n, payable: 20n, held: 20n })
    expect(corrected(15n)).toMatchObject({ accrued: 15n, pending: 0n, payable: 0n, held: 5n })
    expect(corrected(0n)).toMatchObject({ accrued: 0n, pending: 0n, payable: -10n, held: 0n, inTransit: 10n })
    expect(corrected(130n)).toMatchObject({ accrued: 130n, pending: 60n, payable: 40n })
  })

  it('un-earn from payable, then held, then below zero, and wait for the customer again', () => {
    const steps = [
      post.accrue(line, 100n),
      post.earn(line, 90n),
      post.hold(line, 20n),
      post.payoutApproved(line, 30n),
    ]
    const now = after(...steps)
    expect(now).toMatchObject({ pending: 10n, payable: 40n, held: 20n, inTransit: 30n })
    const unearned = (amount: bigint) => after(...steps, post.unearn(line, now, amount))
    expect(unearned(0n)).toEqual(now)
    expect(unearned(40n)).toMatchObject({ accrued: 100n, pending: 50n, payable: 0n, held: 20n })
    expect(unearned(55n)).toMatchObject({ accrued: 100n, pending: 65n, payable: 0n, held: 5n })
    expect(unearned(90n)).toMatchObject({ pending: 100n, payable: -30n, held: 0n, inTransit: 30n })
    expect(() => post.unearn(line, now, -1n)).toThrow(RangeError)
  })

  it('take nothing from a payable that is below zero already', () => {
    const steps = [post.accrue(line, 10n), post.earn(line, 10n), post.payoutApproved(line, 10n)]
    const owed = [...steps, post.unearn(line, { payable: 0n, held: 0n }, 4n)]
    expect(after(...owed)).toMatchObject({ pending: 4n, payable: -4n })
    expect(after(...owed, post.unearn(line, { payable: -4n, held: 0n }, 6n))).toMatchObject({
      pending: 10n,
      payable: -10n,
    })
  })

  it('are nothing when there is nothing to move', () => {
    expect(post.accrue(line, 0n)).toEqual([])
    expect(post.correct(line, { pending: 5n, payable: 0n, held: 0n }, 5n, 5n)).toEqual([])
  })

  it('are refused when they do not balance, are empty or are none', () => {
    const [debit, credit] = post.accrue(line, 5n)
    if (!debit || !credit) throw new Error('two postings expected')
    expect(() => post.assertBalanced([debit])).toThrow('off by 5')
    expect(() => post.assertBalanced([debit, { ...credit, currency: 'EUR' }])).toThrow(
      post.UnbalancedPostings,
    )
    expect(() => post.assertBalanced([debit, credit, { ...credit, amountMinor: 0n }])).toThrow('empty')
    expect(() => post.assertBalanced([])).toThrow('needs postings')
  })

  it('conserve money over any sequence of events and corrections', () => {
    const minor = fc.bigInt({ min: 0n, max: 10n ** 12n })
    const event = fc.tuple(
      fc.constantFrom('accrue', 'earn', 'hold', 'release', 'approve', 'confirm', 'fail', 'correct', 'unearn'),
      minor,
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const all: post.Posting[] = []
        for (const [kind, amount] of events) {
          const now: Balances = foldBalances(all)
          const atMost = (available: bigint) =>
            available <= 0n ? 0n : amount < available ? amount : available
          const step = {
            accrue: () => post.accrue(line, amount),
            earn: () => post.earn(line, atMost(now.pending)),
            hold: () => post.hold(line, atMost(now.payable)),
            release: () => post.release(line, atMost(now.held)),
            approve: () => post.payoutApproved(line, atMost(now.payable)),
            confirm: () => post.payoutConfirmed(line, atMost(now.inTransit)),
            fail: () => post.payoutFailed(line, atMost(now.inTransit)),
            unearn: () => post.unearn(line, now, amount),
            correct: () => post.correct(line, now, now.accrued, amount),
          }[kind]()
          if (step.length > 0) post.assertBalanced(step)
          all.push(...step)
          const { accrued, pending, payable, held, inTransit, paid } = foldBalances(all)
          expect(pending + payable + held + inTransit + paid).toBe(accrued)
          expect(pending >= 0n && held >= 0n && inTransit >= 0n && paid >= 0n).toBe(true)
          if (kind === 'correct') expect(accrued).toBe(amount)
        }
      }),
    )
  })
})

it('does not add balances of two currencies', () => {
  expect(() => after(post.accrue(line, 1n), post.accrue({ ...line, currency: 'EUR' }, 1n))).toThrow(
    RangeError,
  )
})

describe('chain', () => {
  const transaction: LedgerTransaction = {
    id: 't1',
    workspaceId: 'w1',
    sequence: 1n,
    idempotencyKey: 'accrue:l',
    requestHash: 'abc',
    kind: 'accrue',
    cause: { dealId: 'd', event: 'won' },
    effectiveAt: new Date(0),
    recordedAt: new Date(1),
    reverses: null,
    postings: post.accrue(line, 5n),
  }

  it('is the same text whatever the order of keys', () => {
    const cause = { event: 'won', dealId: 'd' }
    expect(chainText('0', { ...transaction, cause })).toBe(chainText('0', transaction))
  })

  it('covers the transaction and nothing that an object carries beside it', () => {
    const stored = { ...transaction, hash: 'x', lineNumbers: [1, 2] }
    expect(chainText('0', stored)).toBe(chainText('0', transaction))
  })

  it('is the canonical JSON of what it covers, so that hashes can be computed elsewhere', () => {
    const text = fc.string({ unit: 'binary' })
    const id = fc.option(text)
    const posting = fc.record({
      account: fc.constantFrom(...post.LEDGER_ACCOUNTS),
      partnerId: id,
      dealId: id,
      commissionLineId: id,
      currency: text,
      amountMinor: fc.bigInt(),
    })
    const common = { kind: text, cause: fc.dictionary(text, fc.oneof(text, fc.integer(), id)) }
    const entry = fc.record({
      ...common,
      effectiveAt: fc.date({ noInvalidDate: true }),
      postings: fc.array(posting),
    })
    const about = {
      id: text,
      workspaceId: text,
      sequence: fc.bigInt(),
      idempotencyKey: text,
      requestHash: text,
    }
    const rest = fc.record({ ...about, recordedAt: fc.date({ noInvalidDate: true }), reverses: id })
    fc.assert(
      fc.property(entry, rest, text, (asked, added, previousHash) => {
        expect(requestText(asked)).toBe(canonicalJson(asked))
        const whole = { ...asked, ...added }
        expect(chainText(previousHash, whole)).toBe(canonicalJson({ ...whole, previousHash }))
      }),
    )
  })

  it('changes with every single thing that a transaction says', () => {
    const [first, ...rest] = transaction.postings
    if (!first) throw new Error('a posting expected')
    const altered: Partial<LedgerTransaction>[] = [
      { id: 't2' },
      { workspaceId: 'w2' },
      { sequence: 2n },
      { idempotencyKey: 'x' },
      { requestHash: 'x' },
      { kind: 'x' },
      { cause: {} },
      { effectiveAt: new Date(2) },
      { recordedAt: new Date(2) },
      { reverses: 'x' },
      { postings: rest },
      { postings: [...rest, first] },
      ...(
        [
          { account: 'cash' },
          { partnerId: null },
          { dealId: null },
          { commissionLineId: null },
          { currency: 'EUR' },
          { amountMinor: 6n },
        ] as const
      ).map((change) => ({ postings: [{ ...first, ...change }, ...rest] })),
    ]
    const texts = [transaction, ...altered.map((change) => ({ ...transaction, ...change }))].map((t) =>
      chainText('0', t),
    )
    texts.push(chainText('1', transaction))
    expect(new Set(texts).size).toBe(altered.length + 2)
  })

  it('writes JSON in one way only', () => {
    expect(canonicalJson({ b: 2n ** 70n, a: [new Date(0), null, 'x"y'], c: undefined })).toBe(
      '{"a":["1970-01-01T00:00:00.000Z",null,"x\\"y"],"b":"1180591620717411303424"}',
    )
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError)
  })
})
