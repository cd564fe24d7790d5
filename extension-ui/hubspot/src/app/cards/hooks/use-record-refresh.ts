import { useCallback, useEffect, useRef } from 'react'

const WRITE_BACK_MS = 4_000

/**
 * Makes HubSpot read the record's properties again: at once, and once more when the server has had time to write
 * the partner's properties back, which happens after its answer.
 */
export function useRecordRefresh(refreshObjectProperties: () => void): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const stop = () => {
    if (timer.current !== null) clearTimeout(timer.current)
    timer.current = null
  }
  useEffect(() => stop, [])
  return useCallback(() => {
    stop()
    refreshObjectProperties()
    timer.current = setTimeout(() => refreshObjectProperties(), WRITE_BACK_MS)
  }, [refreshObjectProperties])
}
