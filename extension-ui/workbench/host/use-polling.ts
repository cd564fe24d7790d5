import { useCallback, useEffect, useRef, useState } from 'react'

interface Polled<Value> {
  value: Value | null
  problem: string | null
  refresh(): void
}

/** Asks again and again while the page is visible; keeps the last good answer when one fails. */
export function usePolling<Value>(ask: () => Promise<Value>, everyMs: number): Polled<Value> {
  const [value, setValue] = useState<Value | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const newest = useRef(0)

  const refresh = useCallback(() => {
    const number = ++newest.current
    ask().then(
      (answer) => {
        if (number !== newest.current) return
        // The same content keeps the same object, so that nothing is drawn again for nothing.
        setValue((old) => (JSON.stringify(old) === JSON.stringify(answer) ? old : answer))
        setProblem(null)
      },
      (error: unknown) => {
        if (number === newest.current) setProblem(error instanceof Error ? error.message : String(error))
      },
    )
  }, [ask])

  useEffect(() => {
    const numbers = newest // a counter, not an element: its newest value is wanted at the end
    refresh()
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') refresh()
    }, everyMs)
    return () => {
      numbers.current++
      clearInterval(timer)
    }
  }, [refresh, everyMs])
  return { value, problem, refresh }
}
