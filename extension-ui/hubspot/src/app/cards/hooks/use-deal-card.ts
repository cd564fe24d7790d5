import { useCallback, useEffect, useRef, useState } from 'react'
import type { DealCard } from '../../../../../../shared/contract/card-api.ts'
import type { DealSeen, PartnerDeskApi } from '../api/partner-desk-api.ts'
import { PartnerDeskError, unreachable } from '../api/partner-desk-error.ts'

export type DealCardView =
  | { state: 'loading' }
  | { state: 'failed'; problem: PartnerDeskError }
  /** `problem`: the last refresh failed, what is shown is older. */
  | { state: 'ready'; card: DealCard; problem: PartnerDeskError | null }

export interface DealCardHook {
  view: DealCardView
  reload(): void
  /** Shows the card that a change answered with. */
  accept(card: DealCard): void
}

/** Loads the card, again whenever what the CRM shows changes. `seen` is null while the CRM has not answered yet. */
export function useDealCard(api: PartnerDeskApi, seen: DealSeen | null, record: string): DealCardHook {
  const [view, setView] = useState<DealCardView>({ state: 'loading' })
  // Replies may arrive in any order: only the newest turn may speak.
  const turn = useRef(0)
  const reading = useRef(false)
  const latestSeen = useRef(seen)
  latestSeen.current = seen

  const reload = useCallback(() => {
    const mine = ++turn.current
    reading.current = true
    setView((old) => (old.state === 'ready' ? old : { state: 'loading' }))
    const show = (next: (old: DealCardView) => DealCardView) => {
      if (mine !== turn.current) return
      reading.current = false
      setView(next)
    }
    api.dealCard(latestSeen.current ?? {}).then(
      (card) => show(() => ({ state: 'ready', card, problem: null })),
      (error: unknown) => {
        const problem = error instanceof PartnerDeskError ? error : unreachable(false)
        show((old) => (old.state === 'ready' ? { ...old, problem } : { state: 'failed', problem }))
      },
    )
  }, [api])

  const accept = useCallback(
    (card: DealCard) => {
      const interrupted = reading.current
      turn.current += 1
      reading.current = false
      setView({ state: 'ready', card, problem: null })
      // The load that this overtakes was started by a newer look at the record than the change had.
      if (interrupted) reload()
    },
    [reload],
  )

  const waiting = seen === null
  useEffect(() => {
    if (!waiting) reload()
  }, [waiting, record, reload])

  return { view, reload, accept }
}
