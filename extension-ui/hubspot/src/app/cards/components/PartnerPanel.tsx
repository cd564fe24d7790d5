import React from 'react'
import {
  Button,
  DescriptionList,
  DescriptionListItem,
  Heading,
  Panel,
  PanelBody,
  PanelFooter,
  PanelSection,
  StatusTag,
  Text,
} from '@hubspot/ui-extensions'
import type { PartnerOnDeal } from '../../../../../../shared/contract/card-api.ts'
import { decidedRegistration } from '../format/next-step.ts'
import { ROLE_WORDS, TOUCHPOINT_WORDS } from '../format/words.ts'
import type { Overlay } from '../hooks/use-overlay.ts'
import type { Desk } from './desk.ts'
import { Claim } from './Claim.tsx'
import { RemoveTag } from './RemoveTag.tsx'
import { Why } from './Why.tsx'
import { WithdrawRegistration } from './WithdrawRegistration.tsx'

interface Props {
  desk: Desk
  partner: PartnerOnDeal
  overlay: Overlay
}

export const PartnerPanel = ({ desk, partner, overlay }: Props) => {
  const registration = decidedRegistration(desk.card, partner.partnerId)
  return (
    <Panel
      id={overlay.id}
      title={partner.name}
      variant="modal"
      onOpen={overlay.opened}
      onClose={overlay.closed}
    >
      {overlay.open && (
        <>
          <PanelBody>
            <PanelSection>
              <Facts desk={desk} partner={partner} />
            </PanelSection>
            {partner.commission.why && (
              <PanelSection>
                <Heading>Why this amount</Heading>
                <Why why={partner.commission.why} />
              </PanelSection>
            )}
            {registration && (
              <PanelSection>
                <Heading>Registration</Heading>
                <Claim desk={desk} registration={registration} />
                <WithdrawRegistration desk={desk} registration={registration} done={overlay.close} />
              </PanelSection>
            )}
            {partner.cannotRemoveBecause && (
              <PanelSection>
                <Text variant="microcopy">{partner.cannotRemoveBecause}</Text>
              </PanelSection>
            )}
          </PanelBody>
          <PanelFooter>
            <Button onClick={overlay.close}>Close</Button>
            {partner.canRemove && <RemoveTag desk={desk} partner={partner} done={overlay.close} />}
          </PanelFooter>
        </>
      )}
    </Panel>
  )
}

const Facts = ({ desk: { format }, partner }: Pick<Props, 'desk' | 'partner'>) => (
  <DescriptionList direction="column">
    <DescriptionListItem label="Status">
      <StatusTag variant={partner.status.tone}>{partner.status.text}</StatusTag>
    </DescriptionListItem>
    <DescriptionListItem label="Role">
      <Text>{`${ROLE_WORDS[partner.role].title}: ${ROLE_WORDS[partner.role].meaning}`}</Text>
    </DescriptionListItem>
    <DescriptionListItem label="Programme">
      <Text>{partner.programme}</Text>
    </DescriptionListItem>
    <DescriptionListItem label="Tagged by">
      <Text>{`${partner.taggedBy}, ${format.instant(partner.taggedAt)}`}</Text>
    </DescriptionListItem>
    {partner.reason && (
      <DescriptionListItem label="Reason">
        <Text>{partner.reason}</Text>
      </DescriptionListItem>
    )}
    {partner.touchpoints.length > 0 && (
      <DescriptionListItem label="Touchpoints">
        <Text>{partner.touchpoints.map((touchpoint) => TOUCHPOINT_WORDS[touchpoint]).join(', ')}</Text>
      </DescriptionListItem>
    )}
    {partner.protectedUntil && (
      <DescriptionListItem label="Protected until">
        <Text>{format.instant(partner.protectedUntil)}</Text>
      </DescriptionListItem>
    )}
  </DescriptionList>
)
