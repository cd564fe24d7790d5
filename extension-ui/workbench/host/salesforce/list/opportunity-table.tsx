import type { OpportunityPage } from '../../../workbench-api.ts'
import { formatAmount } from '../../format.ts'
import { PageLink } from '../../router.tsx'
import { formatDate } from '../format-date.ts'
import { opportunityPath } from '../lightning-place.ts'

interface OpportunityTableProps {
  found: OpportunityPage
  onPage(page: number): void
}

export function OpportunityTable({ found, onPage }: OpportunityTableProps) {
  if (found.rows.length === 0) {
    return <p className="sf-empty">No opportunity matches. Clear the search or choose another stage.</p>
  }
  return (
    <>
      <div className="sf-table">
        <table className="slds-table slds-table_cell-buffer slds-table_bordered">
          <thead>
            <tr className="slds-line-height_reset">
              {['Opportunity Name', 'Account Name', 'Stage', 'Close Date', 'Opportunity Owner'].map(
                (name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ),
              )}
              <th scope="col" className="sf-number">
                Amount
              </th>
            </tr>
          </thead>
          <tbody>
            {found.rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <PageLink to={opportunityPath(row.id)}>{row.name || row.id}</PageLink>
                </th>
                <td>{row.account ?? '--'}</td>
                <td>{row.stage}</td>
                <td>{formatDate(row.closeDate)}</td>
                <td>{row.owner ?? '--'}</td>
                <td className="sf-number">{formatAmount(row.amount, row.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <nav className="sf-pages" aria-label="Pages">
        <button
          type="button"
          className="slds-button slds-button_neutral"
          disabled={found.page <= 1}
          onClick={() => onPage(found.page - 1)}
        >
          Previous
        </button>
        <span>
          Page {found.page.toLocaleString('en-US')} of {found.pageCount.toLocaleString('en-US')}
        </span>
        <button
          type="button"
          className="slds-button slds-button_neutral"
          disabled={found.page >= found.pageCount}
          onClick={() => onPage(found.page + 1)}
        >
          Next
        </button>
      </nav>
    </>
  )
}
