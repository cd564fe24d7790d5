import type { Bootstrap, DealRecord } from '../../workbench-api.ts'
import { formatAmount, formatDay } from '../format.ts'

export function Overview({ bootstrap, record }: { bootstrap: Bootstrap; record: DealRecord }) {
  const { properties } = record
  const { timeZone } = bootstrap.portal
  const owner = bootstrap.owners.find((candidate) => candidate.id === properties.hubspot_owner_id)
  const stage = bootstrap.stages.find((candidate) => candidate.id === properties.dealstage)
  const rows = [
    ['Create date', formatDay(properties.createdate ?? null, timeZone)],
    ['Close date', formatDay(properties.closedate ?? null, timeZone)],
    ['Stage', stage?.label ?? '--'],
    ['Owner', owner?.name ?? 'No owner'],
    ['Amount', formatAmount(properties.amount ?? null, properties.deal_currency_code ?? null)],
    ['Last modified', formatDay(properties.hs_lastmodifieddate ?? null, timeZone)],
  ]
  return (
    <section className="wb-card" aria-labelledby="data-highlights">
      <h2 id="data-highlights">Data highlights</h2>
      <dl className="crm-highlights">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
