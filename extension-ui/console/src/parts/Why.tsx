import type { WhyText } from '../../../../shared/contract/card-api.ts'
import { Steps } from './Steps.tsx'

/** Why an amount is what it is: the sentence, the arithmetic, then the rules that did not apply. */
export function Why({ why }: { why: WhyText }) {
  return (
    <details className="why">
      <summary>Why</summary>
      <p>{why.sentence}</p>
      <Steps steps={why.steps} />
      {why.notApplied.length > 0 && (
        <>
          <p className="muted">Did not apply:</p>
          <ul>
            {why.notApplied.map((rule, index) => (
              <li key={index}>
                {rule.rule}
                <span className="under">{rule.reason}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  )
}
