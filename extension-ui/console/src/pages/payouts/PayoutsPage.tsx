import { useBatches, usePayable } from '../../api/resources.ts'
import { useListAddress } from '../../address/use-list-address.ts'
import { Page } from '../../frame/Page.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Pager } from '../../parts/Pager.tsx'
import { BatchTable } from './BatchTable.tsx'
import { PayableSection } from './PayableSection.tsx'

const CHOICES = { currency: 'any text' } as const

export function PayoutsPage() {
  const list = useListAddress(CHOICES)
  const payable = usePayable()
  const batches = useBatches({ cursor: list.query.cursor })
  return (
    <Page
      title="Payouts"
      lead="Money leaves in batches: one person makes a batch, another approves it, then the payment file can be downloaded."
    >
      <section aria-labelledby="payable">
        <div className="section-head">
          <div>
            <h2 id="payable">Payable balances</h2>
            <p className="muted">A balance can be paid when it passes every gate.</p>
          </div>
        </div>
        <Loaded query={payable} what="the payable balances" rows={4}>
          {(data) => (
            <PayableSection
              payable={data}
              currency={list.filters.currency}
              onCurrency={(currency) => list.setFilter('currency', currency)}
            />
          )}
        </Loaded>
      </section>
      <section className="section" aria-labelledby="batches">
        <div className="section-head">
          <h2 id="batches">Batches</h2>
        </div>
        <Loaded query={batches} what="the batches" rows={3}>
          {(data, outdated) =>
            data.rows.length === 0 ? (
              <EmptyState title="No batch yet">
                Select payable balances above and make the first one.
              </EmptyState>
            ) : (
              <>
                <BatchTable rows={data.rows} />
                <Pager
                  outdated={outdated}
                  list={list}
                  total={data.total}
                  shown={data.rows.length}
                  nextCursor={data.nextCursor}
                  one="batch"
                  many="batches"
                />
              </>
            )
          }
        </Loaded>
      </section>
    </Page>
  )
}
