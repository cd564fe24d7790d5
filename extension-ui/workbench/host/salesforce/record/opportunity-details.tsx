import type { OpportunityRecord, SalesforceOrg } from '../../../workbench-api.ts'
import { formatAmount } from '../../format.ts'
import { EditableProperty } from '../../record/editable-property.tsx'
import { formatDate } from '../format-date.ts'
import { PartnerDeskFields } from './partner-desk-fields.tsx'

interface OpportunityDetailsProps {
  org: SalesforceOrg
  record: OpportunityRecord
  onSave(name: string, value: string): Promise<boolean>
}

/** What the CRM itself knows of the opportunity, editable in place. */
export function OpportunityDetails({ org, record, onSave }: OpportunityDetailsProps) {
  const value = (name: string): string => record.fields[name] ?? ''
  return (
    <section className="sf-details" aria-label="Opportunity details">
      <h2>Details</h2>
      <EditableProperty
        label="Opportunity Name"
        value={value('Name')}
        shown={value('Name') || '--'}
        onSave={(next) => onSave('Name', next)}
      />
      <EditableProperty
        label="Amount"
        value={value('Amount')}
        shown={formatAmount(record.fields['Amount'] ?? null, record.currency)}
        inputMode="decimal"
        onSave={(next) => onSave('Amount', next)}
      />
      <EditableProperty
        label="Stage"
        value={value('StageName')}
        shown={value('StageName') || '--'}
        choices={org.stages.map(({ name }) => ({ value: name, label: name }))}
        onSave={(next) => onSave('StageName', next)}
      />
      <EditableProperty
        label="Close Date"
        type="date"
        value={value('CloseDate')}
        shown={formatDate(record.fields['CloseDate'] ?? null)}
        onSave={(next) => onSave('CloseDate', next)}
      />
      <EditableProperty
        label="Opportunity Owner"
        value={value('OwnerId')}
        shown={record.owner ?? '--'}
        choices={org.owners.map(({ id, name }) => ({ value: id, label: name }))}
        onSave={(next) => onSave('OwnerId', next)}
      />
      <div className="crm-property">
        <span className="crm-property-label">Probability (%)</span>
        <span className="crm-property-fixed">{value('Probability') ? `${value('Probability')}%` : '--'}</span>
      </div>
      <div className="crm-property">
        <span className="crm-property-label">Record ID</span>
        <span className="crm-property-fixed">{record.id}</span>
      </div>
      <PartnerDeskFields record={record} />
    </section>
  )
}
