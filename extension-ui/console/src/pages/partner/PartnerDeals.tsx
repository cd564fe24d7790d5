import { Link } from 'react-router'
import { useDeals } from '../../api/resources.ts'
import { count } from '../../format/words.ts'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { DealTable } from '../deals/DealTable.tsx'

const SHOWN = '10'

export function PartnerDeals({ partnerId, name }: { partnerId: string; name: string }) {
  const deals = useDeals({ partnerId, limit: SHOWN })
  return (
    <section className="section" aria-labelledby="partner-deals">
      <div className="section-head">
        <h2 id="partner-deals">Deals</h2>
        {deals.data && deals.data.total > deals.data.rows.length && (
          <Link to={`/deals?partnerId=${partnerId}`}>All {count(deals.data.total, 'deal')}</Link>
        )}
      </div>
      <Loaded query={deals} what="the deals of this partner" rows={3}>
        {(data) =>
          data.rows.length === 0 ? (
            <EmptyState title="No deals yet">
              Open a deal in the CRM and tag {name} in its Partners card, as sourced or influenced.
            </EmptyState>
          ) : (
            <DealTable rows={data.rows} label={`Deals of ${name}`} />
          )
        }
      </Loaded>
    </section>
  )
}
