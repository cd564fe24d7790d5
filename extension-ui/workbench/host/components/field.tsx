import type { ReactNode } from 'react'
import { classes } from './sizes.ts'

/** What every form field of the SDK has around its control. */
export interface FieldLook {
  label?: string
  required?: boolean
  description?: string
  tooltip?: string
  error?: boolean
  validationMessage?: string
}

interface FieldProps {
  id: string
  look: FieldLook
  /** Several controls under one label. */
  group?: 'group' | 'radiogroup'
  children: ReactNode
}

export function Field({ id, look, group, children }: FieldProps) {
  const labelContent = (
    <>
      {look.label}
      {look.required && (
        <span className="hs-required" aria-hidden="true">
          {' '}
          *
        </span>
      )}
      {look.tooltip && (
        <span className="hs-field-tip" title={look.tooltip}>
          <span aria-hidden="true">i</span>
          <span className="hs-visually-hidden">{look.tooltip}</span>
        </span>
      )}
    </>
  )
  return (
    <div
      className={classes('hs-field', look.error && 'hs-invalid')}
      role={group}
      aria-labelledby={group ? `${id}-label` : undefined}
      aria-describedby={group ? describedBy(id, look) : undefined}
      aria-required={group === 'radiogroup' ? look.required : undefined}
    >
      {look.label !== undefined &&
        (group ? (
          <span className="hs-label" id={`${id}-label`}>
            {labelContent}
          </span>
        ) : (
          <label className="hs-label" id={`${id}-label`} htmlFor={id}>
            {labelContent}
          </label>
        ))}
      {look.description && (
        <div className="hs-description" id={`${id}-description`}>
          {look.description}
        </div>
      )}
      {children}
      {look.validationMessage && (
        <div className="hs-validation" id={`${id}-message`} role={look.error ? 'alert' : undefined}>
          {look.validationMessage}
        </div>
      )}
    </div>
  )
}

export function controlAria(id: string, look: FieldLook) {
  return {
    'aria-invalid': look.error || undefined,
    'aria-required': look.required || undefined,
    'aria-describedby': describedBy(id, look),
  }
}

function describedBy(id: string, look: FieldLook): string | undefined {
  const ids = [look.description && `${id}-description`, look.validationMessage && `${id}-message`].filter(
    Boolean,
  )
  return ids.length > 0 ? ids.join(' ') : undefined
}
