import { createContext, useContext } from 'react'
import type { CardActions, CardContext } from '../protocol.ts'

export interface CardApiValue {
  context: CardContext
  actions: CardActions
}

export const CardApi = createContext<CardApiValue | null>(null)

export function useCardApi(): CardApiValue {
  const api = useContext(CardApi)
  if (!api) throw new Error('This hook was called outside the extension')
  return api
}
