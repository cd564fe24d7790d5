import { formatAmount } from '../format.ts'

interface PartnerDeskPropertiesProps {
  properties: Record<string, string | null>
  currency: string | null
  timeZone: string
}

/** What Partner Desk wrote back into the CRM: ordinary deal properties, so that the CRM's own views and reports can use them. */
export function PartnerDeskProperties({ properties, currency }: PartnerDeskPropertiesProps) {
  const commission = properties.partner_desk_commission ?? null
  const rows: [string, string | null][] = [
    ['Partner', properties.partner_desk_partner ?? null],
    ['Partner role', words(properties.partner_desk_role)],
    ['Registration status', words(properties.partner_desk_registration_status)],
    ['Protected until', day(properties.partner_desk_protected_until)],
    [
      'Partner commission',
      commission === null || commission === '' ? null : formatAmount(commission, currency),
    ],
  ]
  return (
    <section aria-labelledby="partner-desk-properties" className="crm-written-back">
      <h2 id="partner-desk-properties">Partner Desk</h2>
      <p className="crm-hint">Written back by the app. Read-only here.</p>
      <dl>
        {rows.map(([label, value]) => (
          <div key={label} className="crm-property">
            <dt className="crm-property-label">{label}</dt>
            <dd className="crm-property-fixed">{value || '--'}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function words(value: string | null | undefined): string | null {
  if (!value) return null
  const text = value.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

// A date property is a calendar day: HubSpot keeps it as midnight UTC, whatever the portal's time zone.
function day(value: string | null | undefined): string | null {
  if (!value) return null
  const date = new Date(/^\d+$/.test(value) ? Number(value) : value)
  if (Number.isNaN(date.getTime())) return value
  return date.toLocaleDateString('en-US', {
    month: '2-digit',
    day: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
  })
}
