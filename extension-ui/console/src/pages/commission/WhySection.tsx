import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { CommissionDetail, ReplayReply } from '../../../../../shared/contract/finance-api.ts'
import { commissionPath } from '../../api/finance-resources.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { change } from '../../api/request.ts'
import { formatMoney } from '../../format/money.ts'
import { CheckIcon, CrossIcon } from '../../parts/icons.tsx'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import { Steps } from '../../parts/Steps.tsx'

/** Why the amount is what it is, unfolded: the sentence, the arithmetic, the rules that did not apply - and the proof. */
export function WhySection({ commission: { id, why } }: { commission: CommissionDetail }) {
  const replay = useMutation<ReplayReply, ApiProblem>({
    // The contract's schema stays on the server; here its type is the promise.
    mutationFn: () => change('POST', `${commissionPath(id)}/replay`, {}) as Promise<ReplayReply>,
  })
  return (
    <section className="section" aria-labelledby="why">
      <div className="section-head">
        <h2 id="why">Why</h2>
        <Button variant="default" loading={replay.isPending} onClick={() => replay.mutate()}>
          Replay
        </Button>
      </div>
      <div className="panel pad why-panel">
        <p className="sentence">{why.sentence}</p>
        <div className="why-columns">
          {why.steps.length > 0 && (
            <div>
              <h3>Arithmetic</h3>
              <Steps steps={why.steps} />
            </div>
          )}
          <div>
            <h3>Rules that did not apply</h3>
            {why.notApplied.length === 0 ? (
              <p className="muted small">The plan has no other rule.</p>
            ) : (
              <ul className="not-applied">
                {why.notApplied.map((rule, index) => (
                  <li key={index}>
                    <strong>{rule.rule}</strong>
                    <span className="under">{rule.reason}</span>
                  </li>
                ))}
              </ul>
            )}
          </div>
        </div>
        <div role="status" className="replay">
          {replay.isSuccess ? (
            <ReplayResult reply={replay.data} />
          ) : (
            <p className="muted small">
              Replay computes it again from the inputs stored with the line. It changes nothing.
            </p>
          )}
        </div>
        {replay.error && <InlineProblem problem={replay.error} />}
      </div>
    </section>
  )
}

function ReplayResult({ reply }: { reply: ReplayReply }) {
  if (reply.same) {
    return (
      <p className="verdict good">
        <CheckIcon /> <strong>Same to the cent.</strong> The stored inputs give {formatMoney(reply.stored)}{' '}
        again.
      </p>
    )
  }
  return (
    <p className="verdict bad">
      <CrossIcon /> <strong>Not the same.</strong> Stored is {formatMoney(reply.stored)},{' '}
      {reply.recomputed ? `recomputed ${formatMoney(reply.recomputed)}` : 'and it could not be recomputed'}.{' '}
      {reply.difference}
    </p>
  )
}
