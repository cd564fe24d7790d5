import { Button } from '@mantine/core'
import { Link } from 'react-router'
import type { BatchDetail } from '../../../../../shared/contract/console-api.ts'
import { count, ITEM_STATUS } from '../../format/words.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Money } from '../../parts/Money.tsx'
import { Status } from '../../parts/Status.tsx'
import { possibleOutcomes, type BatchItem, type OutcomeKind, type RecordedOutcome } from './outcomes.ts'

const OUTCOME_BUTTON: Record<OutcomeKind, string> = {
  confirmed: 'Paid',
  failed: 'Failed',
  returned: 'Returned',
}

export function BatchItems({
  batch,
  onOutcome,
}: {
  batch: BatchDetail
  onOutcome(outcome: RecordedOutcome): void
}) {
  const columns: Column<BatchItem>[] = [
    {
      header: 'Partner',
      names: true,
      cell: (item) => (
        <>
          <Link to={`/partners/${item.partnerId}`}>{item.partnerName}</Link>
          <Lines item={item} />
        </>
      ),
    },
    {
      header: 'Status',
      cell: (item) => (
        <>
          <Status {...ITEM_STATUS[item.status]} />
          {item.providerReference && <span className="under">Reference {item.providerReference}</span>}
        </>
      ),
    },
    { header: 'Amount', numeric: true, cell: (item) => <Money money={item.amount} /> },
  ]
  const recordable =
    batch.actions.confirm.allowed && batch.items.some((item) => possibleOutcomes(item.status).length > 0)
  if (recordable) {
    columns.push({
      header: 'Record the result',
      cell: (item) => (
        <span className="outcome-buttons">
          {possibleOutcomes(item.status).map((kind) => (
            <Button
              key={kind}
              size="compact-sm"
              variant="default"
              aria-label={`Record ${item.partnerName} as ${OUTCOME_BUTTON[kind].toLowerCase()}`}
              onClick={() => onOutcome({ kind, items: [item] })}
            >
              {OUTCOME_BUTTON[kind]}
            </Button>
          ))}
        </span>
      ),
    })
  }
  return (
    <section className="section" aria-labelledby="items">
      <div className="section-head">
        <h2 id="items">Payments</h2>
      </div>
      <DataTable
        label="Payments of this batch"
        columns={columns}
        rows={batch.items}
        rowKey={(item) => item.id}
      />
    </section>
  )
}

function Lines({ item }: { item: BatchItem }) {
  if (item.lines.length === 0) return null
  return (
    <details className="why">
      <summary>{count(item.lines.length, 'line')} behind it</summary>
      <dl className="steps">
        {item.lines.map((line, index) => (
          <div key={index}>
            <dt>{line.dealName}</dt>
            <dd>
              <Money money={line.amount} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
