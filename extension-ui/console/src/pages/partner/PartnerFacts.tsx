import type { ReactNode } from 'react'
import type { PartnerDetail } from '../../../../../shared/contract/console-api.ts'
import { PARTNER_STATUS, PARTNER_TYPE, tierName } from '../../format/words.ts'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'

/** Who they are, in the order in which people ask. */
export function PartnerFacts({ partner }: { partner: PartnerDetail }) {
  return (
    <dl className="facts">
      <Fact term="Status">
        <Status {...PARTNER_STATUS[partner.status]} />
      </Fact>
      <Fact term="Type">{PARTNER_TYPE[partner.type]}</Fact>
      <Fact term="Tier">{tierName(partner.tier)}</Fact>
      <Fact term="Paid in">{partner.payoutCurrency}</Fact>
      <Fact term="Contact">
        {partner.contactName ?? 'Nobody named'}
        {partner.contactEmail && (
          <>
            {' · '}
            <a href={`mailto:${partner.contactEmail}`}>{partner.contactEmail}</a>
          </>
        )}
      </Fact>
      <Fact term="Domains">{partner.domains.length > 0 ? partner.domains.join(', ') : 'None'}</Fact>
      <Fact term="In the programme since">
        <When at={partner.createdAt} dayOnly />
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
