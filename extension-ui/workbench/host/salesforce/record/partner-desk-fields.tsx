import type { OpportunityRecord } from '../../../workbench-api.ts'
import { formatAmount } from '../../format.ts'
import { formatDate } from '../format-date.ts'

/** What Partner Desk wrote back: ordinary fields of the opportunity, so that list views and reports can use them. */
export function PartnerDeskFields({ record }: { record: OpportunityRecord }) {
  const value = (name: string): string | null => record.fields[`Partner_Desk_${name}__c`] ?? null
  const rows: [string, string | null][] = [
    ['Partner', value('Partner')],
    ['Partner role', value('Role')],
    ['Registration status', value('Registration')],
    ['Protected until', formatDate(value('Protected_Until'))],
    ['Partner commission', formatAmount(value('Commission'), record.currency)],
  ]
  return (
    <section aria-labelledby="partner-desk-fields" className="sf-written-back">
      <h2 id="partner-desk-fields">Partner Desk</h2>
      <p className="sf-hint">Written back by the app. Read-only here.</p>
      <dl>
        {rows.map(([label, text]) => (
          <div key={label} className="crm-property">
            <dt className="crm-property-label">{label}</dt>
            <dd className="crm-property-fixed">{text || '--'}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
