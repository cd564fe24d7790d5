import React from 'react'
import { DescriptionList, DescriptionListItem, Flex, StatusTag, Text } from '@hubspot/ui-extensions'
import type { RegistrationOnDeal } from '../../../../../../shared/contract/card-api.ts'
import { REJECT_WORDS } from '../format/words.ts'
import { Conflicts } from './Conflicts.tsx'
import type { Desk } from './desk.ts'

/** What a partner claims, with what evidence, and where it stands. */
export const Claim = ({
  desk: { format },
  registration,
}: {
  desk: Desk
  registration: RegistrationOnDeal
}) => {
  const { claim, submittedBy, submittedAt, slaText, slaDueAt, protectedUntil } = registration
  const facts: [string, string | null][] = [
    ['Partner', registration.partnerName],
    ['Contact', claim.contactEmail ? `${claim.contactName}, ${claim.contactEmail}` : claim.contactName],
    ['Use case', claim.useCase],
    ['Evidence', claim.evidence],
    ['Submitted', `${submittedBy}, ${format.instant(submittedAt)}`],
    ['Time to decide', slaText ? `${slaText}, due ${format.instant(slaDueAt)}` : null],
    ['Question', registration.question],
    ['Answer', registration.answer],
    ['Rejected because', registration.rejectReason ? REJECT_WORDS[registration.rejectReason] : null],
    ['Told to the partner', registration.messageToPartner],
    ['Protected until', protectedUntil ? format.instant(protectedUntil) : null],
  ]
  return (
    <Flex direction="column" gap="sm">
      <DescriptionList direction="column">
        <DescriptionListItem label="Status">
          <StatusTag variant={registration.status.tone}>{registration.status.text}</StatusTag>
        </DescriptionListItem>
        {facts.map(([label, value]) =>
          value ? (
            <DescriptionListItem key={label} label={label}>
              <Text>{value}</Text>
            </DescriptionListItem>
          ) : null,
        )}
      </DescriptionList>
      <Conflicts conflicts={registration.conflicts} />
    </Flex>
  )
}
