import type { AccordionProps, DropdownButtonItemProps, DropdownProps } from '@hubspot/ui-extensions'
import { useId, useRef, useState } from 'react'
import { extensionEvent, reactions } from './extension-event.ts'
import { useOverlay } from './overlay-trigger.tsx'
import { classes, shortSize } from './sizes.ts'
import { useClickOutside } from './use-click-outside.ts'
import { useGivenOrOwn } from './use-given-or-own.ts'

export function Accordion(props: AccordionProps) {
  const id = useId()
  const [open, setOpen] = useGivenOrOwn(props.open, props.defaultOpen ?? false)
  return (
    <div className={`hs-accordion hs-accordion-${shortSize(props.size, 'sm')}`} data-testid={props.testId}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        disabled={props.disabled}
        onClick={() => {
          setOpen(!open)
          props.onClick?.()
        }}
      >
        <span className={classes('hs-chevron', open && 'hs-chevron-open')} aria-hidden="true" />
        {props.title}
      </button>
      <div id={id} className="hs-accordion-content" hidden={!open}>
        {props.children}
      </div>
    </div>
  )
}

export function Dropdown(props: DropdownProps) {
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  useClickOutside(root, open, () => setOpen(false))

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Escape' && open) {
      event.preventDefault()
      setOpen(false)
      button.current?.focus()
      return
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    if (!open) return setOpen(true)
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
    const at = items.findIndex((item) => item === document.activeElement)
    items.at(at < 0 && step < 0 ? -1 : (at + step) % items.length)?.focus()
  }
  return (
    <div className="hs-dropdown" ref={root} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={props.disabled}
        className={`hs-button hs-button-${props.variant ?? 'secondary'} hs-button-${shortSize(props.buttonSize, 'md')}`}
        onClick={() => setOpen(!open)}
      >
        {props.buttonText}
        <span className="hs-caret" aria-hidden="true" />
      </button>
      {/* Hidden, not removed: an overlay that one of the items opened lives inside. */}
      <div role="menu" className="hs-menu hs-menu-fit" hidden={!open} onClick={() => setOpen(false)}>
        {props.options?.map((option) => (
          <button
            key={option.label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            onClick={() => option.onClick?.()}
          >
            {option.label}
          </button>
        ))}
        {props.children}
      </div>
    </div>
  )
}

export function DropdownButtonItem(props: DropdownButtonItemProps) {
  const id = useId()
  const overlay = useOverlay<HTMLButtonElement>(props.overlay)
  return (
    <>
      <button
        ref={overlay.anchor}
        type="button"
        role="menuitem"
        tabIndex={-1}
        onClick={(event) => {
          void props.onClick?.(extensionEvent(event.nativeEvent, id), reactions)
          overlay.open()
        }}
      >
        {props.children}
      </button>
      {overlay.element}
    </>
  )
}
