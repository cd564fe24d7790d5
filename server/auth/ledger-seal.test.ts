import { expect, test } from 'vitest'
import { createLedgerSeal } from './ledger-seal.ts'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const head = { workspaceId: 'w', sequence: 7n, hash: 'abc' }

test('a signature holds for its own head alone', () => {
  const seal = createLedgerSeal([key(1)])
  const signed = seal.sign(head)
  expect(seal.check(head, signed)).toBe('valid')
  for (const other of [{ workspaceId: 'v' }, { sequence: 8n }, { hash: 'abd' }]) {
    expect(seal.check({ ...head, ...other }, signed)).toBe('forged')
  }
  expect(seal.check(head, { ...signed, signature: '' })).toBe('forged')
})

test('the newest key signs, and what older ones signed stays valid while they are configured', () => {
  const old = createLedgerSeal([key(1)])
  const signed = old.sign(head)
  const rotated = createLedgerSeal([key(2), key(1)])
  expect(rotated.check(head, signed)).toBe('valid')
  expect(rotated.isCurrent(signed)).toBe(false)
  expect(rotated.isCurrent(rotated.sign(head))).toBe(true)
  expect(createLedgerSeal([key(2)]).check(head, signed)).toBe('unknown_key')
})

test('nobody signs for a key that they do not have', () => {
  const { signature } = createLedgerSeal([key(3)]).sign(head)
  const { signedWith } = createLedgerSeal([key(1)]).sign(head)
  expect(createLedgerSeal([key(1)]).check(head, { signature, signedWith })).toBe('forged')
})
