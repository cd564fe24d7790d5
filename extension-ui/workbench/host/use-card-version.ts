import { useEffect, useState } from 'react'

/** Changes when the card's bundle was built again, so that an edit of the card shows at once. */
export function useCardVersion(): string {
  const [version, setVersion] = useState('start')
  useEffect(() => {
    const events = new EventSource('/workbench/events')
    events.addEventListener('card', (event) => setVersion(String(event.data)))
    return () => events.close()
  }, [])
  return version
}
