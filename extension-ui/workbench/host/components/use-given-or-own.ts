import { useEffect, useState } from 'react'

/** A value that the field keeps itself, until the card passes another one. Undefined from the card means "not controlled". */
export function useGivenOrOwn<Value>(
  given: Value | undefined,
  initial: Value,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(given ?? initial)
  // Lists arrive as new arrays with every message; only a changed content is a wish of the card.
  const content = JSON.stringify(given)
  useEffect(() => {
    if (given !== undefined) setValue(given)
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [content])
  return [value, setValue]
}
