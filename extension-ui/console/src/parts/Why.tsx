import type { WhyText } from '../../../../shared/contract/card-api.ts'

/** Why an amount is what it is: the sentence, the arithmetic, then the rules that did not apply. */
export function Why({ why }: { why: WhyText }) {
  return (
    <details className="why">
      <summary>Why</summary>
      <p>{why.sentence}</p>
      {why.steps.length > 0 && (
        <dl className="steps">
          {why.steps.map((step, index) => (
            <div key={index}>
              <dt>{step.label}</dt>
              <dd className="num">{step.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {why.notApplied.length > 0 && (
        <>
          <p className="muted">Did not apply:</p>
          <ul>
            {why.notApplied.map((rule, index) => (
              <li key={index}>
                {rule.rule}: {rule.reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  )
}
