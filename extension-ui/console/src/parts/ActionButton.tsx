import { useId } from 'react'
import { Button, type ButtonProps } from '@mantine/core'
import type { Permitted } from '../frame/viewer.ts'

/** A button that says why it cannot be pressed, in visible words. */
export function ActionButton({
  permitted,
  onClick,
  ...button
}: ButtonProps & { permitted: Permitted; onClick(): void }) {
  const reasonId = useId()
  if (permitted.allowed) return <Button {...button} onClick={onClick} />
  return (
    <span className="action-with-reason">
      <Button {...button} disabled aria-describedby={reasonId} />
      <span id={reasonId} className="reason">
        {permitted.because ?? 'Not possible now.'}
      </span>
    </span>
  )
}
