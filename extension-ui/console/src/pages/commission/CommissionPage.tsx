import { Link, useParams } from 'react-router'
import type { CommissionDetail } from '../../../../../shared/contract/finance-api.ts'
import { useCommission } from '../../api/finance-resources.ts'
import { CREDIT_ROLE } from '../../format/words.ts'
import { Page } from '../../frame/Page.tsx'
import { CrmLink } from '../../parts/CrmLink.tsx'
import { Fact } from '../../parts/Fact.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'
import { commissionTone } from '../commissions/commission-tone.ts'
import { CommissionFigures } from './CommissionFigures.tsx'
import { DisputesSection } from './DisputesSection.tsx'
import { Entries } from './Entries.tsx'
import { Revisions } from './Revisions.tsx'
import { WhySection } from './WhySection.tsx'

const UP = [{ to: '/commissions', label: 'Commissions' }]

export function CommissionPage() {
  const { lineId = '' } = useParams()
  const commission = useCommission(lineId)
  return (
    <Page
      title={commission.data ? `${commission.data.partnerName}: ${commission.data.dealName}` : 'Commission'}
      crumbs={UP}
      lead={commission.data && <Facts commission={commission.data} />}
    >
      <Loaded query={commission} what="this commission" rows={6}>
        {(data) => (
          <>
            <CommissionFigures commission={data} />
            <WhySection commission={data} />
            <DisputesSection commission={data} />
            <Revisions revisions={data.revisions} />
            <Entries entries={data.entries} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Facts({ commission }: { commission: CommissionDetail }) {
  return (
    <dl className="facts">
      <Fact term="Status">
        <Status tone={commissionTone(commission)} text={commission.status} />
      </Fact>
      <Fact term="Partner">
        <Link to={`/partners/${commission.partnerId}`}>{commission.partnerName}</Link>
      </Fact>
      <Fact term="Credit">{CREDIT_ROLE[commission.role]}</Fact>
      <Fact term="Deal">
        <CrmLink href={commission.dealUrl}>{commission.dealName}</CrmLink>
      </Fact>
      <Fact term="Plan">
        <Link to={`/plans/versions/${commission.planVersionId}`}>{commission.plan}</Link>
      </Fact>
      <Fact term="Accrued">
        <When at={commission.accruedAt} />
      </Fact>
      <Fact term="The customer">
        <Link to={`/customer-payments/deals/${commission.dealId}`}>Payments of this deal</Link>
      </Fact>
    </dl>
  )
}
