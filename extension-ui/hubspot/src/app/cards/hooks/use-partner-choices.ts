import { useDebounce } from '@hubspot/ui-extensions'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { PartnerChoices } from '../../../../../../shared/contract/card-api.ts'
import type { PartnerDeskApi } from '../api/partner-desk-api.ts'
import { PartnerDeskError, unreachable } from '../api/partner-desk-error.ts'

export interface PartnerSearch {
  /** null until the first answer. */
  found: PartnerChoices | null
  searching: boolean
  problem: PartnerDeskError | null
  reload(): void
}

const PAUSE_MS = 250

/** Partners for what is typed, once typing pauses. An answer to an earlier search never replaces a later one. */
export function usePartnerChoices(api: PartnerDeskApi, typed: string): PartnerSearch {
  const search = useDebounce(typed.trim(), PAUSE_MS)
  const [result, setResult] = useState<Omit<PartnerSearch, 'reload'>>({
    found: null,
    searching: true,
    problem: null,
  })
  const turn = useRef(0)

  const reload = useCallback(() => {
    const mine = ++turn.current
    setResult((old) => ({ ...old, searching: true, problem: null }))
    api.partners(search).then(
      (found) => {
        if (mine === turn.current) setResult({ found, searching: false, problem: null })
      },
      (error: unknown) => {
        if (mine !== turn.current) return
        const problem = error instanceof PartnerDeskError ? error : unreachable(false)
        setResult((old) => ({ ...old, searching: false, problem }))
      },
    )
  }, [api, search])

  useEffect(() => {
    reload()
    return () => {
      turn.current += 1
    }
  }, [reload])

  return { ...result, reload }
}
