import type { ButtonProps, ButtonRowProps, LoadingButtonProps } from '@hubspot/ui-extensions'
import { useId } from 'react'
import { extensionEvent, reactions } from './extension-event.ts'
import { followHref } from './href.ts'
import { useOverlay } from './overlay-trigger.tsx'
import { classes, shortSize } from './sizes.ts'

export function Button(props: ButtonProps & { busy?: boolean }) {
  const id = useId()
  const overlay = useOverlay<HTMLButtonElement>(props.overlay)
  return (
    <>
      <button
        ref={overlay.anchor}
        type={props.type ?? 'button'}
        disabled={props.disabled === true || props.busy === true}
        aria-busy={props.busy || undefined}
        data-testid={props.testId}
        className={classes(
          'hs-button',
          `hs-button-${props.variant ?? 'secondary'}`,
          `hs-button-${shortSize(props.size, 'md')}`,
          props.truncate && 'hs-truncate',
        )}
        {...overlay.hover}
        onClick={(event) => {
          void props.onClick?.(extensionEvent(event.nativeEvent, id), reactions)
          followHref(props.href)
          overlay.open()
        }}
      >
        {props.busy && <span className="hs-spinner" aria-hidden="true" />}
        {props.children}
      </button>
      {overlay.element}
    </>
  )
}

export function LoadingButton({ loading, ...props }: LoadingButtonProps) {
  return <Button {...props} busy={loading === true} />
}

export const ButtonRow = ({ children }: ButtonRowProps) => <div className="hs-button-row">{children}</div>
