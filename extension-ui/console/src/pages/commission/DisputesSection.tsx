import { useState } from 'react'
import type { CommissionDetail } from '../../../../../shared/contract/finance-api.ts'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { DecideDisputeModal } from './DecideDisputeModal.tsx'
import { DisputePanel, type Dispute } from './DisputePanel.tsx'
import { DisputeStepModal } from './DisputeStepModal.tsx'
import { OpenDisputeModal } from './OpenDisputeModal.tsx'

export type Asking = { step: 'open' } | { step: 'review' | 'decide' | 'withdraw'; dispute: Dispute } | null

/** Doubts about this commission, and what may be done about each now. */
export function DisputesSection({ commission }: { commission: CommissionDetail }) {
  const [asking, setAsking] = useState<Asking>(null)
  const close = () => setAsking(null)
  return (
    <section className="section" aria-labelledby="disputes">
      <div className="section-head">
        <div>
          <h2 id="disputes">Disputes</h2>
          {commission.disputes.length === 0 && <p className="muted">Nobody has disputed this commission.</p>}
        </div>
        <ActionButton
          variant="default"
          permitted={commission.actions.dispute}
          onClick={() => setAsking({ step: 'open' })}
        >
          Dispute this commission
        </ActionButton>
      </div>
      {commission.disputes.map((dispute) => (
        <DisputePanel key={dispute.id} dispute={dispute} onStep={(step) => setAsking({ step, dispute })} />
      ))}
      {asking?.step === 'open' && <OpenDisputeModal commission={commission} onClose={close} />}
      {(asking?.step === 'review' || asking?.step === 'withdraw') && (
        <DisputeStepModal
          step={asking.step}
          disputeId={asking.dispute.id}
          held={commission.held}
          onClose={close}
        />
      )}
      {asking?.step === 'decide' && (
        <DecideDisputeModal disputeId={asking.dispute.id} held={commission.held} onClose={close} />
      )}
    </section>
  )
}
