import type { ReactNode } from 'react'
import type { BatchDetail } from '../../../../../shared/contract/console-api.ts'
import { Money } from '../../parts/Money.tsx'
import { When } from '../../parts/When.tsx'

/** Who made it, who checked it, and what exactly was checked. */
export function BatchFacts({ batch }: { batch: BatchDetail }) {
  return (
    <dl className="panel pad facts batch-facts">
      <Fact term="Total">
        <strong className="big">
          <Money money={batch.total} />
        </strong>
      </Fact>
      <Fact term="Payments">{batch.itemCount.toLocaleString()}</Fact>
      <Fact term="Made by">
        {batch.createdBy}
        <span className="under">
          <When at={batch.createdAt} />
        </span>
      </Fact>
      <Fact term="Approved by">
        {batch.approvedBy && batch.approvedAt ? (
          <>
            {batch.approvedBy}
            <span className="under">
              <When at={batch.approvedAt} />
            </span>
          </>
        ) : (
          <span className="muted">Nobody yet. It takes somebody other than {batch.createdBy}.</span>
        )}
      </Fact>
      <Fact term="Content hash">
        <code>{batch.contentHash}</code>
        <span className="under">
          Changes with any payee or amount. An approval counts for this content only.
        </span>
      </Fact>
    </dl>
  )
}

const Fact = ({ term, children }: { term: string; children: ReactNode }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
)
