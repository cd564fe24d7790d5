import { recordOf, type Terms } from '../plan-terms/terms.ts'

/**
 * What is typed and not saved, kept by the browser's tab, so that a session that ends or a reload loses nothing. Only the person
 * who typed it gets it back, and signing out clears it.
 */
export interface TypingStore {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

const keyOf = (draftId: string, userId: string) => `plan-draft ${draftId} ${userId}`

/** null: nothing is kept, or nothing that can be read. */
export function keptTyping(store: TypingStore, draftId: string, userId: string): Terms | null {
  try {
    const text = store.getItem(keyOf(draftId, userId))
    const terms: unknown = text === null ? null : JSON.parse(text)
    return terms === null ? null : recordOf(terms)
  } catch {
    return null
  }
}

/** null forgets it. A browser that keeps nothing for pages is no reason to stop anybody from typing. */
export function keepTyping(store: TypingStore, draftId: string, userId: string, terms: Terms | null): void {
  try {
    if (terms === null) store.removeItem(keyOf(draftId, userId))
    else store.setItem(keyOf(draftId, userId), JSON.stringify(terms))
  } catch {
    // Full or forbidden.
  }
}
