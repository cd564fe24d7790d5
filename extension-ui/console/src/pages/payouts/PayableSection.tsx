import { useState } from 'react'
import { SegmentedControl } from '@mantine/core'
import type { PayableList } from '../../../../../shared/contract/console-api.ts'
import { sumMoney, zeroLike } from '../../format/money.ts'
import { count } from '../../format/words.ts'
import { usePermission } from '../../frame/viewer.ts'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Money, MoneyLines } from '../../parts/Money.tsx'
import { MakeBatchModal } from './MakeBatchModal.tsx'
import { PayableTable } from './PayableTable.tsx'

/** Select balances of one currency, see their total, make a batch of exactly these. */
export function PayableSection({
  payable,
  currency: asked,
  onCurrency,
}: {
  payable: PayableList
  currency: string | undefined
  onCurrency(currency: string): void
}) {
  const permitted = usePermission('createPayoutBatch')
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set())
  const [confirming, setConfirming] = useState(false)
  const currencies = [...new Set(payable.rows.map((row) => row.payable.currency))]
  const currency = asked && currencies.includes(asked) ? asked : currencies[0]
  if (!currency) {
    return (
      <EmptyState title="Nothing is payable">
        Commission becomes payable when the customer pays for a won deal. Record the payment in the deal’s
        Partners card.
      </EmptyState>
    )
  }
  const rows = payable.rows.filter((row) => row.payable.currency === currency)
  const nothing = rows.slice(0, 1).map((row) => zeroLike(row.payable))
  // Balances change while the page is open: what is no longer ready is no longer selected.
  const selected = rows.filter((row) => row.ready && selectedIds.has(row.partnerId))
  const total = sumMoney([...nothing, ...selected.map((row) => row.payable)], currency)

  return (
    <>
      {currencies.length > 1 && (
        <SegmentedControl
          aria-label="Currency"
          data={currencies}
          value={currency}
          onChange={(next) => {
            setSelectedIds(new Set())
            onCurrency(next)
          }}
          mb="sm"
        />
      )}
      <PayableTable
        rows={rows}
        selectedIds={new Set(selected.map((row) => row.partnerId))}
        onSelect={setSelectedIds}
      />
      <div className="selection-bar panel">
        <div>
          <strong aria-live="polite">
            {selected.length === 0 ? 'Nothing selected' : `${count(selected.length, 'partner')} selected`}
          </strong>
          <span className="under">
            Ready to be paid in all:{' '}
            <MoneyLines amounts={payable.totals.filter((sum) => sum.currency === currency)} />
          </span>
        </div>
        {selected.length > 0 && (
          <span className="selection-total">
            <Money money={total} quiet />
          </span>
        )}
        <ActionButton
          permitted={
            !permitted.allowed
              ? permitted
              : {
                  allowed: selected.length > 0,
                  because: selected.length > 0 ? null : 'Select at least one balance.',
                }
          }
          onClick={() => setConfirming(true)}
        >
          Make payout batch
        </ActionButton>
      </div>
      {confirming && (
        <MakeBatchModal
          currency={currency}
          total={total}
          partners={selected}
          onClose={() => setConfirming(false)}
        />
      )}
    </>
  )
}
