import { useEffect, useRef, type RefObject } from 'react'

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]:not([tabindex="-1"])'

/** Dialogs that are open, the innermost last: only that one answers to Escape and Tab. */
const stack: object[] = []

/** Keeps the keyboard inside an open dialog, closes it on Escape and gives the focus back to where it was. */
export function useDialogFocus(onClose: () => void): RefObject<HTMLDivElement> {
  const box = useRef<HTMLDivElement>(null)
  const close = useRef(onClose)
  close.current = onClose

  useEffect(() => {
    const self = {}
    stack.push(self)
    const before = document.activeElement
    box.current?.focus()

    const onKeyDown = (event: KeyboardEvent): void => {
      if (stack.at(-1) !== self || event.defaultPrevented) return
      if (event.key === 'Escape') {
        event.preventDefault()
        close.current()
      }
      if (event.key === 'Tab') keepInside(box.current, event)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
      stack.splice(stack.indexOf(self), 1)
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return box
}

function keepInside(box: HTMLElement | null, event: KeyboardEvent): void {
  if (!box) return
  const stops = [...box.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => element.offsetParent !== null,
  )
  const first = stops[0]
  const last = stops.at(-1)
  if (!first || !last) return void event.preventDefault()
  const at = document.activeElement
  const outside = !(at instanceof Node) || !box.contains(at) || at === box
  if (event.shiftKey && (outside || at === first)) {
    event.preventDefault()
    last.focus()
  } else if (!event.shiftKey && (outside || at === last)) {
    event.preventDefault()
    first.focus()
  }
}
