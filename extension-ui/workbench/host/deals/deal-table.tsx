import type { Bootstrap, DealPage, Stage } from '../../workbench-api.ts'
import { formatAmount, formatDay } from '../format.ts'
import { dealPath, PageLink } from '../router.tsx'

interface DealTableProps {
  bootstrap: Bootstrap
  deals: DealPage
  onPage(page: number): void
}

export function DealTable({ bootstrap, deals, onPage }: DealTableProps) {
  if (deals.rows.length === 0) {
    return <p className="crm-empty">No deal matches. Clear the search or choose another stage.</p>
  }
  const stages = new Map<string | null, Stage>(bootstrap.stages.map((stage) => [stage.id, stage]))
  const owners = new Map<string | null, string>(bootstrap.owners.map((owner) => [owner.id, owner.name]))
  return (
    <>
      <div className="crm-table">
        <table>
          <thead>
            <tr>
              <th scope="col">Deal name</th>
              <th scope="col">Deal stage</th>
              <th scope="col">Company</th>
              <th scope="col">Close date</th>
              <th scope="col">Deal owner</th>
              <th scope="col" className="crm-number">
                Amount
              </th>
            </tr>
          </thead>
          <tbody>
            {deals.rows.map((deal) => {
              const stage = stages.get(deal.stageId)
              return (
                <tr key={deal.id}>
                  <td>
                    <PageLink to={dealPath(bootstrap.portal.id, deal.id)}>{deal.name || deal.id}</PageLink>
                  </td>
                  <td>
                    <span
                      className={`crm-stage crm-stage-${stage?.won ? 'won' : stage?.closed ? 'lost' : 'open'}`}
                    >
                      {stage?.label ?? '--'}
                    </span>
                  </td>
                  <td>{deal.account ?? '--'}</td>
                  <td>{formatDay(deal.closeDate, bootstrap.portal.timeZone)}</td>
                  <td>{owners.get(deal.ownerId) ?? '--'}</td>
                  <td className="crm-number">{formatAmount(deal.amount, deal.currency)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <nav className="hs-pages" aria-label="Pages">
        <button type="button" disabled={deals.page <= 1} onClick={() => onPage(deals.page - 1)}>
          ‹ Prev
        </button>
        <span>
          Page {deals.page.toLocaleString('en-US')} of {deals.pageCount.toLocaleString('en-US')}
        </span>
        <button type="button" disabled={deals.page >= deals.pageCount} onClick={() => onPage(deals.page + 1)}>
          Next ›
        </button>
      </nav>
    </>
  )
}
