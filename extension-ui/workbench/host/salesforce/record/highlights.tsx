import type { ReactNode } from 'react'
import type { OpportunityRecord } from '../../../workbench-api.ts'
import { formatAmount } from '../../format.ts'
import { SldsIcon } from '../slds-icon.tsx'
import { formatDate } from '../format-date.ts'

/** The head of the record: what it is, and what people look for first. */
export function Highlights({ record, actions }: { record: OpportunityRecord; actions: ReactNode }) {
  const rows = [
    ['Account Name', record.account?.name ?? '--'],
    ['Close Date', formatDate(record.fields['CloseDate'] ?? null)],
    ['Amount', formatAmount(record.fields['Amount'] ?? null, record.currency)],
    ['Opportunity Owner', record.owner ?? '--'],
  ]
  return (
    <header className="slds-page-header slds-page-header_record-home sf-highlights">
      <div className="slds-page-header__row">
        <div className="slds-page-header__col-title">
          <div className="slds-media">
            <div className="slds-media__figure">
              <SldsIcon sprite="standard" name="opportunity" className="slds-icon slds-page-header__icon" />
            </div>
            <div className="slds-media__body">
              <div className="slds-page-header__name">
                <div className="slds-page-header__name-title">
                  <h1>
                    <span>Opportunity</span>
                    <span className="slds-page-header__title slds-truncate">
                      {record.fields['Name'] ?? 'Opportunity without a name'}
                    </span>
                  </h1>
                </div>
              </div>
            </div>
          </div>
        </div>
        {actions}
      </div>
      <div className="slds-page-header__row slds-page-header__row_gutters">
        <div className="slds-page-header__col-details">
          <dl className="slds-page-header__detail-row">
            {rows.map(([label, value]) => (
              <div key={label} className="slds-page-header__detail-block">
                <dt className="slds-text-title slds-truncate">{label}</dt>
                <dd className="slds-truncate">{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
    </header>
  )
}
