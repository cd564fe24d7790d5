import type { ImageProps, LinkProps } from '@hubspot/ui-extensions'
import { useId } from 'react'
import { extensionEvent, reactions } from './extension-event.ts'
import { followHref, targetOf } from './href.ts'
import { useOverlay } from './overlay-trigger.tsx'

export function Link(props: LinkProps) {
  const id = useId()
  const overlay = useOverlay<HTMLAnchorElement>(props.overlay)
  const target = targetOf(props.href)
  // A link with an empty address is HubSpot's way of writing a text button.
  const goesSomewhere = target !== null && target.url !== '' && target.url !== '#'
  return (
    <>
      <a
        ref={overlay.anchor}
        className={`hs-link hs-link-${props.variant ?? 'primary'}`}
        href={goesSomewhere ? target.url : '#'}
        role={goesSomewhere ? undefined : 'button'}
        target={goesSomewhere && target.newTab ? '_blank' : undefined}
        rel="noreferrer"
        data-testid={props.testId}
        {...overlay.hover}
        onClick={(event) => {
          if (!goesSomewhere || props.preventDefault) event.preventDefault()
          void props.onClick?.(extensionEvent(event.nativeEvent, id), reactions)
          overlay.open()
        }}
      >
        {props.children}
      </a>
      {overlay.element}
    </>
  )
}

export function Image(props: ImageProps) {
  const id = useId()
  const overlay = useOverlay<HTMLButtonElement>(props.overlay)
  const picture = (
    <img
      src={props.src}
      alt={props.alt ?? ''}
      width={props.width}
      height={props.height}
      data-testid={props.testId}
    />
  )
  if (!props.onClick && !props.href && !props.overlay) return picture
  return (
    <>
      <button
        ref={overlay.anchor}
        type="button"
        className="hs-image-button"
        {...overlay.hover}
        onClick={(event) => {
          void props.onClick?.(extensionEvent(event.nativeEvent, id), reactions)
          followHref(props.href)
          overlay.open()
        }}
      >
        {picture}
      </button>
      {overlay.element}
    </>
  )
}
