import type { CommissionDetail } from '../../../../../shared/contract/finance-api.ts'
import { DISPUTE_STATUS } from '../../format/words.ts'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { Fact } from '../../parts/Fact.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'

export type Dispute = CommissionDetail['disputes'][number]
type Step = 'review' | 'decide' | 'withdraw'

/** One dispute with its evidence and what was decided; while it stands, the steps that are possible or why not. */
export function DisputePanel({ dispute, onStep }: { dispute: Dispute; onStep(step: Step): void }) {
  const { actions, status } = dispute
  return (
    <article className="panel pad dispute" aria-label={`Dispute by ${dispute.openedBy}`}>
      <dl className="facts">
        <Fact term="Status">
          <Status {...DISPUTE_STATUS[status]} />
        </Fact>
        <Fact term="Opened by">
          {dispute.openedBy}, <When at={dispute.openedAt} />
        </Fact>
        {dispute.decidedBy && dispute.decidedAt && (
          <Fact term={status === 'withdrawn' ? 'Withdrawn by' : 'Decided by'}>
            {dispute.decidedBy}, <When at={dispute.decidedAt} />
          </Fact>
        )}
      </dl>
      <h3>Evidence</h3>
      <p className="as-written">{dispute.evidence}</p>
      {dispute.decision && (
        <>
          <h3>Decision</h3>
          <p className="as-written">{dispute.decision}</p>
        </>
      )}
      {(status === 'open' || status === 'under_review') && (
        <div className="row dispute-steps">
          {status === 'open' && (
            <ActionButton permitted={actions.review} onClick={() => onStep('review')}>
              Take up
            </ActionButton>
          )}
          {status === 'under_review' && (
            <ActionButton permitted={actions.decide} onClick={() => onStep('decide')}>
              Decide
            </ActionButton>
          )}
          <ActionButton variant="default" permitted={actions.withdraw} onClick={() => onStep('withdraw')}>
            Withdraw
          </ActionButton>
        </div>
      )}
    </article>
  )
}
