import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { TrialBalance, VerifyReply } from '../../../../../shared/contract/finance-api.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { change } from '../../api/request.ts'
import { count } from '../../format/words.ts'
import { CopyButton } from '../../parts/CopyButton.tsx'
import { Fact } from '../../parts/Fact.tsx'
import { CheckIcon, CrossIcon } from '../../parts/icons.tsx'
import { InlineProblem } from '../../parts/ProblemPanel.tsx'
import { Status } from '../../parts/Status.tsx'

/** The last link of the chain, and the proof of the whole chain on demand. */
export function LedgerHead({ head }: { head: TrialBalance['head'] }) {
  const verify = useMutation<VerifyReply, ApiProblem>({
    // The contract's schema stays on the server; here its type is the promise.
    mutationFn: () => change('POST', '/ledger/verify', {}) as Promise<VerifyReply>,
  })
  return (
    <section className="section" aria-labelledby="head">
      <div className="section-head">
        <div>
          <h2 id="head">Proof</h2>
          <p className="muted">
            Each entry carries the hash of the one before it, so none can be changed or taken out unnoticed.
          </p>
        </div>
        <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
          Verify the ledger
        </Button>
      </div>
      <div className="panel pad">
        <dl className="facts ledger-head">
          <Fact term="Last entry">
            <span className="num">{head.sequence}</span>
          </Fact>
          <Fact term="Hash of the head">
            <code title={head.hash}>{head.hash.slice(0, 16)}…</code>{' '}
            <CopyButton text={head.hash} what="the whole hash" />
          </Fact>
          <Fact term="Signature">
            {head.signed ? (
              <Status tone="success" text="Signed" />
            ) : head.sequence === '0' ? (
              <Status tone="default" text="Signed with the first entry" />
            ) : (
              <Status tone="danger" text="Not signed: verify the ledger" />
            )}
          </Fact>
        </dl>
        <div role="status">{verify.isSuccess && <Result reply={verify.data} />}</div>
        {verify.error && <InlineProblem problem={verify.error} />}
      </div>
    </section>
  )
}

function Result({ reply }: { reply: VerifyReply }) {
  const read = `${count(reply.transactions, 'entry', 'entries')} with ${count(reply.postings, 'posting')}`
  return reply.ok ? (
    <p className="verdict good">
      <CheckIcon /> <strong>The ledger is sound.</strong> {read} checked: balances, chain, signature, closed
      months, commissions and payouts.
    </p>
  ) : (
    <p className="verdict bad">
      <CrossIcon /> <strong>The ledger is not sound.</strong> {reply.problem} Make no payout before it is
      cleared up. {read} were read.
    </p>
  )
}
