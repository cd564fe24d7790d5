import type { StatusTagProps, TagProps } from '@hubspot/ui-extensions'
import { useId } from 'react'
import { extensionEvent, reactions } from './extension-event.ts'
import { useOverlay } from './overlay-trigger.tsx'
import { classes } from './sizes.ts'

export function Tag(props: TagProps) {
  const id = useId()
  const overlay = useOverlay<HTMLSpanElement>(props.overlay)
  const live = props.onClick !== undefined || Boolean(props.overlay)
  const press = (event: Event): void => {
    void props.onClick?.(extensionEvent(event, id), reactions)
    overlay.open()
  }
  return (
    <>
      <span
        ref={overlay.anchor}
        className={classes('hs-tag', `hs-tag-${props.variant ?? 'default'}`, live && 'hs-live')}
        data-testid={props.testId}
        {...(live && {
          role: 'button',
          tabIndex: 0,
          onClick: (event: React.MouseEvent) => press(event.nativeEvent),
          onKeyDown: (event: React.KeyboardEvent) => {
            if (event.key === 'Enter' || event.key === ' ') press(event.nativeEvent)
          },
        })}
        {...overlay.hover}
      >
        {props.children}
      </span>
      {overlay.element}
    </>
  )
}

export function StatusTag(props: StatusTagProps) {
  return (
    <span
      className={classes(
        'hs-status',
        `hs-status-${props.variant ?? 'default'}`,
        props.hollow && 'hs-status-hollow',
      )}
      data-testid={props.testId}
    >
      <span className="hs-status-dot" aria-hidden="true" />
      {props.onClick ? (
        <button type="button" className="hs-status-button" onClick={() => props.onClick?.()}>
          {props.children}
        </button>
      ) : (
        <span>{props.children}</span>
      )}
      {props.showRemoveIcon && (
        <button
          type="button"
          className="hs-status-remove"
          aria-label="Remove"
          onClick={() => props.onRemoveClick?.()}
        >
          ×
        </button>
      )}
    </span>
  )
}
