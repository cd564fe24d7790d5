import { useNavigate } from 'react-router'
import type { MoneyJson } from '../../../../../shared/contract/money-json.ts'
import type { PayableList } from '../../../../../shared/contract/console-api.ts'
import { madeId } from '../../api/made-id.ts'
import { useAction } from '../../api/use-action.ts'
import { formatMoney } from '../../format/money.ts'
import { count } from '../../format/words.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { Money } from '../../parts/Money.tsx'

export function MakeBatchModal({
  currency,
  total,
  partners,
  onClose,
}: {
  currency: string
  total: MoneyJson
  partners: PayableList['rows']
  onClose(): void
}) {
  const navigate = useNavigate()
  const make = useAction<{ currency: string; partnerIds: string[] }>({
    path: '/payouts/batches',
    changes: ['payouts', 'partners'],
    success: 'The batch is made and waits for approval.',
    onSuccess: (reply) => {
      const id = madeId(reply)
      if (id) void navigate(`/payouts/batches/${id}`)
      else onClose()
    },
  })
  return (
    <ConfirmModal
      title="Make payout batch"
      sentence={
        <p>
          This puts <strong>{formatMoney(total)}</strong> for {count(partners.length, 'partner')} into a new
          batch. No money moves until a second person has approved it; then it goes from payable to in payout.
        </p>
      }
      confirmLabel={`Make batch of ${formatMoney(total)}`}
      pending={make.pending}
      problem={make.problem}
      onConfirm={() => make.run({ currency, partnerIds: partners.map((partner) => partner.partnerId) })}
      onClose={onClose}
    >
      <dl className="postings sum-list">
        {partners.map((partner) => (
          <div key={partner.partnerId}>
            <dt>{partner.partnerName}</dt>
            <dd>
              <Money money={partner.payable} />
            </dd>
          </div>
        ))}
        <div className="sum">
          <dt>Total</dt>
          <dd>
            <Money money={total} />
          </dd>
        </div>
      </dl>
    </ConfirmModal>
  )
}
