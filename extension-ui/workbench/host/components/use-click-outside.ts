import { useEffect, useRef, type RefObject } from 'react'

export function useClickOutside(
  inside: RefObject<HTMLElement>,
  active: boolean,
  onOutside: () => void,
): void {
  const latest = useRef(onOutside)
  latest.current = onOutside
  useEffect(() => {
    if (!active) return
    const onMouseDown = (event: MouseEvent): void => {
      if (event.target instanceof Node && !inside.current?.contains(event.target)) latest.current()
    }
    document.addEventListener('mousedown', onMouseDown)
    return () => document.removeEventListener('mousedown', onMouseDown)
  }, [inside, active])
}
