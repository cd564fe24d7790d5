import { useState } from 'react'
import { useParams } from 'react-router'
import type { BatchDetail } from '../../../../../shared/contract/console-api.ts'
import { useBatch } from '../../api/resources.ts'
import { BATCH_STATUS } from '../../format/words.ts'
import { Page } from '../../frame/Page.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Status } from '../../parts/Status.tsx'
import { ApproveBatchModal } from './ApproveBatchModal.tsx'
import { BatchActions } from './BatchActions.tsx'
import { BatchFacts } from './BatchFacts.tsx'
import { BatchItems } from './BatchItems.tsx'
import { CancelBatchModal } from './CancelBatchModal.tsx'
import { OutcomeModal } from './OutcomeModal.tsx'
import type { RecordedOutcome } from './outcomes.ts'

const UP = [{ to: '/payouts', label: 'Payouts' }]

type Asking = { step: 'approve' | 'cancel' } | { step: 'outcome'; outcome: RecordedOutcome } | null

export function BatchPage() {
  const { batchId = '' } = useParams()
  const batch = useBatch(batchId)
  return (
    <Page
      title={batch.data ? `Batch ${batch.data.number}` : 'Payout batch'}
      crumbs={UP}
      lead={batch.data && <Status {...BATCH_STATUS[batch.data.status]} />}
    >
      <Loaded query={batch} what="this batch" rows={6}>
        {(data) => <Batch batch={data} />}
      </Loaded>
    </Page>
  )
}

function Batch({ batch }: { batch: BatchDetail }) {
  const [asking, setAsking] = useState<Asking>(null)
  const close = () => setAsking(null)
  return (
    <>
      <section className="panel pad next" aria-labelledby="next">
        <h2 id="next">What happens next</h2>
        <p>{batch.next}</p>
        <BatchActions
          batch={batch}
          onApprove={() => setAsking({ step: 'approve' })}
          onCancel={() => setAsking({ step: 'cancel' })}
          onConfirmAll={(items) => setAsking({ step: 'outcome', outcome: { kind: 'confirmed', items } })}
        />
      </section>
      <BatchFacts batch={batch} />
      <BatchItems batch={batch} onOutcome={(outcome) => setAsking({ step: 'outcome', outcome })} />
      {asking?.step === 'approve' && <ApproveBatchModal batch={batch} onClose={close} />}
      {asking?.step === 'cancel' && <CancelBatchModal batch={batch} onClose={close} />}
      {asking?.step === 'outcome' && <OutcomeModal batch={batch} outcome={asking.outcome} onClose={close} />}
    </>
  )
}
