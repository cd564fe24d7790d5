import { expect, test } from 'vitest'
import { keepTyping, keptTyping, type TypingStore } from './kept-typing.ts'

function tab(): TypingStore {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}
const terms = { id: 'referral', rules: [{ id: 'a' }] }

test('what somebody typed comes back to them, and to nobody else', () => {
  const store = tab()
  keepTyping(store, 'd1', 'casey', terms)
  expect(keptTyping(store, 'd1', 'casey')).toEqual(terms)
  expect(keptTyping(store, 'd1', 'finley')).toBeNull()
  expect(keptTyping(store, 'd2', 'casey')).toBeNull()
  keepTyping(store, 'd1', 'casey', null)
  expect(keptTyping(store, 'd1', 'casey')).toBeNull()
})

test('a browser that keeps nothing, or something broken, stops nobody', () => {
  const refuse = () => {
    throw new Error('denied')
  }
  const denied = { getItem: refuse, setItem: refuse, removeItem: refuse }
  expect(() => keepTyping(denied, 'd1', 'casey', terms)).not.toThrow()
  expect(keptTyping(denied, 'd1', 'casey')).toBeNull()
  expect(keptTyping({ ...tab(), getItem: () => '{' }, 'd1', 'casey')).toBeNull()
})
