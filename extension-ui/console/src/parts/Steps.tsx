import type { WhyText } from '../../../../shared/contract/card-api.ts'

/** The arithmetic of an amount, a line for each step; nothing where there is none. */
export function Steps({ steps }: { steps: WhyText['steps'] }) {
  if (steps.length === 0) return null
  return (
    <dl className="steps">
      {steps.map((step, index) => (
        <div key={index}>
          <dt>{step.label}</dt>
          <dd className="num">{step.value}</dd>
        </div>
      ))}
    </dl>
  )
}
