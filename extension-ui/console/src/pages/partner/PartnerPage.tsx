import { useParams } from 'react-router'
import { usePartner } from '../../api/resources.ts'
import { Page } from '../../frame/Page.tsx'
import { usePermission } from '../../frame/viewer.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { BalanceStrip } from './BalanceStrip.tsx'
import { PartnerDeals } from './PartnerDeals.tsx'
import { PartnerFacts } from './PartnerFacts.tsx'
import { PartnerLedger } from './PartnerLedger.tsx'
import { StatementPanel } from './StatementPanel.tsx'

const UP = [{ to: '/partners', label: 'Partners' }]

export function PartnerPage() {
  const { partnerId = '' } = useParams()
  const partner = usePartner(partnerId)
  const money = usePermission('viewMoney')
  return (
    <Page
      title={partner.data?.name ?? 'Partner'}
      crumbs={UP}
      lead={partner.data && <PartnerFacts partner={partner.data} />}
    >
      <Loaded query={partner} what="this partner" rows={3}>
        {(data) => (
          <>
            {money.allowed && <BalanceStrip balances={data.balances} payoutCurrency={data.payoutCurrency} />}
            <PartnerDeals partnerId={data.id} name={data.name} />
            {money.allowed && (
              <PartnerLedger partnerId={data.id} currencies={data.balances.map(({ currency }) => currency)} />
            )}
            {money.allowed && <StatementPanel partnerId={data.id} name={data.name} />}
          </>
        )}
      </Loaded>
    </Page>
  )
}
