import type {
  AlertProps,
  EmptyStateProps,
  ErrorStateProps,
  LoadingSpinnerProps,
  ProgressBarProps,
  StepIndicatorProps,
} from '@hubspot/ui-extensions'
import { Illustration } from './illustration.tsx'
import { classes, shortSize } from './sizes.ts'

export function Alert({ title, children, variant = 'info', testId }: AlertProps) {
  const urgent = variant === 'error' || variant === 'danger'
  return (
    <div className={`hs-alert hs-alert-${variant}`} role={urgent ? 'alert' : 'status'} data-testid={testId}>
      <strong>{title}</strong>
      {children !== undefined && <div>{children}</div>}
    </div>
  )
}

export function EmptyState(props: EmptyStateProps) {
  return (
    <div
      className={classes(
        'hs-empty',
        props.layout === 'vertical' && 'hs-empty-vertical',
        props.flush && 'hs-empty-flush',
      )}
      data-testid={props.testId}
    >
      <Illustration name={props.imageName ?? 'object'} alt="" width={props.imageWidth ?? 140} />
      <div>
        <h3>{props.title ?? 'All is not lost.'}</h3>
        {props.children}
      </div>
    </div>
  )
}

export function ErrorState({ title, type, children, testId }: ErrorStateProps) {
  return (
    <div className="hs-empty hs-empty-vertical" role="alert" data-testid={testId}>
      <Illustration name={type === 'lock' ? 'lock' : 'errorGeneral'} alt="" width={140} />
      <div>
        <h3>{title ?? 'Something went wrong.'}</h3>
        {children}
      </div>
    </div>
  )
}

export function LoadingSpinner({ label, showLabel, size, layout, testId }: LoadingSpinnerProps) {
  return (
    <div
      className={classes('hs-loading', layout === 'centered' && 'hs-loading-centered')}
      role="status"
      data-testid={testId}
    >
      <span className={`hs-spinner hs-spinner-${shortSize(size, 'sm')}`} aria-hidden="true" />
      <span className={showLabel ? undefined : 'hs-visually-hidden'}>{label}</span>
    </div>
  )
}

export function ProgressBar(props: ProgressBarProps) {
  const max = props.maxValue ?? 100
  const value = props.value ?? 0
  const percent = max > 0 ? Math.round((Math.min(value, max) / max) * 100) : 0
  const note = props.valueDescription ?? (props.showPercentage ? `${percent}%` : undefined)
  return (
    <div className={`hs-progress hs-progress-${props.variant ?? 'success'}`} data-testid={props.testId}>
      {(props.title !== undefined || note !== undefined) && (
        <div className="hs-progress-text">
          <span className="hs-label">{props.title}</span>
          <span>{note}</span>
        </div>
      )}
      <div
        className="hs-progress-track"
        role="progressbar"
        aria-label={props['aria-label'] ?? props.title}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuetext={note}
      >
        <div style={{ width: `${percent}%` }} />
      </div>
    </div>
  )
}

export function StepIndicator({
  stepNames,
  currentStep = 0,
  direction,
  onClick,
  testId,
}: StepIndicatorProps) {
  return (
    <ol className={classes('hs-steps', direction === 'vertical' && 'hs-steps-vertical')} data-testid={testId}>
      {stepNames.map((name, index) => (
        <li
          key={name}
          aria-current={index === currentStep ? 'step' : undefined}
          className={index < currentStep ? 'hs-step-done' : undefined}
        >
          {onClick ? (
            <button type="button" onClick={() => onClick(index)}>
              {name}
            </button>
          ) : (
            name
          )}
        </li>
      ))}
    </ol>
  )
}
