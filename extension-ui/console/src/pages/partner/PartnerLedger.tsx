import { useLedger } from '../../api/resources.ts'
import { useListAddress } from '../../address/use-list-address.ts'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { FilterSelect } from '../../parts/ListBar.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Pager } from '../../parts/Pager.tsx'
import { LedgerTable } from './LedgerTable.tsx'

/** Every cent's history: entries are only ever added, so what is here stays here. */
export function PartnerLedger({
  partnerId,
  currencies,
}: {
  partnerId: string
  currencies: readonly string[]
}) {
  const list = useListAddress({ currency: currencies })
  const ledger = useLedger(partnerId, list.query)
  return (
    <section className="section" aria-labelledby="partner-ledger">
      <div className="section-head">
        <div>
          <h2 id="partner-ledger">Ledger</h2>
          <p className="muted">Entries are only added, never changed. Each one’s postings add up to zero.</p>
        </div>
        {currencies.length > 1 && (
          <FilterSelect
            label="Currency"
            all="All currencies"
            value={list.filters.currency}
            options={currencies.map((currency) => ({ value: currency, label: currency }))}
            onChange={(currency) => list.setFilter('currency', currency)}
          />
        )}
      </div>
      <Loaded query={ledger} what="the ledger" rows={4}>
        {(data, outdated) =>
          data.rows.length === 0 ? (
            <EmptyState title="No entries yet">
              The first entry is written when a deal with credit for this partner is won.
            </EmptyState>
          ) : (
            <>
              <LedgerTable entries={data.rows} />
              <Pager
                outdated={outdated}
                list={list}
                total={data.total}
                shown={data.rows.length}
                nextCursor={data.nextCursor}
                one="entry"
                many="entries"
              />
            </>
          )
        }
      </Loaded>
    </section>
  )
}
