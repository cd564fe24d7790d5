import type { Bootstrap, DealRecord } from '../../workbench-api.ts'
import { formatAmount, formatDay, isoDay } from '../format.ts'
import { dealsPath, PageLink } from '../router.tsx'
import { EditableProperty } from './editable-property.tsx'
import { PartnerDeskProperties } from './partner-desk-properties.tsx'

interface PropertyPanelProps {
  bootstrap: Bootstrap
  record: DealRecord
  onSave(name: string, value: string): Promise<boolean>
}

/** The left column of a record: what the CRM itself knows of the deal, editable in place. */
export function PropertyPanel({ bootstrap, record, onSave }: PropertyPanelProps) {
  const { properties } = record
  const { timeZone } = bootstrap.portal
  const value = (name: string): string => properties[name] ?? ''
  const stage = bootstrap.stages.find((candidate) => candidate.id === properties.dealstage)
  const owner = bootstrap.owners.find((candidate) => candidate.id === properties.hubspot_owner_id)
  const currency = properties.deal_currency_code ?? null
  const amount = formatAmount(properties.amount ?? null, currency)

  return (
    <aside className="crm-left" aria-label="Deal properties">
      <p className="crm-back">
        <PageLink to={dealsPath(bootstrap.portal.id)}>
          <span aria-hidden="true">‹ </span>Deals
        </PageLink>
      </p>
      <h1>{value('dealname') || 'Deal without a name'}</h1>
      <dl className="crm-summary">
        <div>
          <dt>Amount</dt>
          <dd>{amount}</dd>
        </div>
        <div>
          <dt>Close date</dt>
          <dd>{formatDay(properties.closedate ?? null, timeZone)}</dd>
        </div>
        <div>
          <dt>Stage</dt>
          <dd>
            <span className={`crm-stage crm-stage-${stage?.won ? 'won' : stage?.closed ? 'lost' : 'open'}`}>
              {stage?.label ?? '--'}
            </span>
          </dd>
        </div>
      </dl>

      <section aria-labelledby="about-this-deal">
        <h2 id="about-this-deal">About this deal</h2>
        <EditableProperty
          label="Deal name"
          value={value('dealname')}
          shown={value('dealname') || '--'}
          onSave={(next) => onSave('dealname', next)}
        />
        <EditableProperty
          label="Amount"
          value={value('amount')}
          shown={amount}
          inputMode="decimal"
          onSave={(next) => onSave('amount', next)}
        />
        <EditableProperty
          label="Currency"
          value={value('deal_currency_code')}
          shown={currency ?? '--'}
          choices={CURRENCIES.map((code) => ({ value: code, label: code }))}
          onSave={(next) => onSave('deal_currency_code', next)}
        />
        <EditableProperty
          label="Deal stage"
          value={value('dealstage')}
          shown={stage?.label ?? '--'}
          choices={bootstrap.stages.map(({ id, label }) => ({ value: id, label }))}
          onSave={(next) => onSave('dealstage', next)}
        />
        <EditableProperty
          label="Close date"
          type="date"
          value={properties.closedate ? isoDay(properties.closedate, timeZone) : ''}
          shown={formatDay(properties.closedate ?? null, timeZone)}
          onSave={(next) => onSave('closedate', next)}
        />
        <EditableProperty
          label="Deal owner"
          value={value('hubspot_owner_id')}
          shown={owner?.name ?? 'No owner'}
          choices={[
            { value: '', label: 'No owner' },
            ...bootstrap.owners.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onSave={(next) => onSave('hubspot_owner_id', next)}
        />
        <div className="crm-property">
          <span className="crm-property-label">Record ID</span>
          <span className="crm-property-fixed">{record.id}</span>
        </div>
      </section>

      <PartnerDeskProperties properties={properties} currency={currency} timeZone={timeZone} />
    </aside>
  )
}

const CURRENCIES = ['USD', 'EUR', 'GBP', 'CAD', 'AUD', 'JPY']
