import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type SealedPlace, createVault } from './vault.ts'

const key = (): string => randomBytes(32).toString('base64')
const place: SealedPlace = {
  workspaceId: 'w1',
  table: 'connection_token',
  rowId: 'c1',
  column: 'access_token',
}

describe('the vault', () => {
  test('opens what it sealed and never seals the same text alike', () => {
    const vault = createVault([key()])
    const sealed = [vault.seal('zażółć 🔑', place), vault.seal('zażółć 🔑', place)]
    expect(sealed.map((text) => vault.open(text, place))).toEqual(['zażółć 🔑', 'zażółć 🔑'])
    expect(sealed[0]).not.toBe(sealed[1])
    expect(sealed[0]).not.toContain('zażółć')
  })

  test.each(['workspaceId', 'table', 'rowId', 'column'] as const)(
    'a text copied to another %s does not open',
    (part) => {
      const vault = createVault([key()])
      const sealed = vault.seal('secret', place)
      expect(() => vault.open(sealed, { ...place, [part]: 'other' })).toThrow()
    },
  )

  test('a text with any changed byte does not open', () => {
    const vault = createVault([key()])
    const sealed = vault.seal('secret', place)
    const [format, id, nonce, text] = sealed.split('.') as [string, string, string, string]
    for (const part of [nonce, text]) {
      const bytes = Buffer.from(part, 'base64url')
      for (let index = 0; index < bytes.length; index++) {
        const changed = Buffer.from(bytes)
        changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
        const forged =
          part === nonce
            ? [format, id, changed.toString('base64url'), text]
            : [format, id, nonce, changed.toString('base64url')]
        expect(() => vault.open(forged.join('.'), place)).toThrow()
      }
    }
    expect(() => vault.open(sealed.slice(0, -8), place)).toThrow()
    expect(() => vault.open('', place)).toThrow('not a sealed text')
  })

  test('while keys are rotated the old text opens, the new key seals, and a resealed text outlives the old key', () => {
    const [oldKey, newKey] = [key(), key()]
    const sealedBefore = createVault([oldKey]).seal('secret', place)
    const rotating = createVault([newKey, oldKey])
    expect(rotating.open(sealedBefore, place)).toBe('secret')
    expect(rotating.isCurrent(sealedBefore)).toBe(false)
    const resealed = rotating.reseal(sealedBefore, place)
    expect(rotating.isCurrent(resealed)).toBe(true)
    const after = createVault([newKey])
    expect(after.open(resealed, place)).toBe('secret')
    expect(() => after.open(sealedBefore, place)).toThrow(/is not in ENCRYPTION_KEYS/)
  })
})
