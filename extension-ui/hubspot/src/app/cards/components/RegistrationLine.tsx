import React from 'react'
import { Box, Flex, StatusTag, Text } from '@hubspot/ui-extensions'
import type { RegistrationOnDeal } from '../../../../../../shared/contract/card-api.ts'
import { primaryRegistration } from '../format/next-step.ts'
import type { Desk } from './desk.ts'
import { RegistrationButton } from './RegistrationButton.tsx'

export const RegistrationLine = ({
  desk,
  registration,
}: {
  desk: Desk
  registration: RegistrationOnDeal
}) => {
  const { status, slaText, partnerName } = registration
  const inActionBar = primaryRegistration(desk.card)?.id === registration.id
  return (
    <Flex align="center" justify="between" gap="sm" wrap>
      <Box flex="initial">
        <Flex align="center" gap="sm" wrap>
          <Text inline>{`Registration by ${partnerName}`}</Text>
          {slaText && (
            <Text inline variant="microcopy">
              {slaText}
            </Text>
          )}
          {!inActionBar && <RegistrationButton desk={desk} registration={registration} primary={false} />}
        </Flex>
      </Box>
      <StatusTag variant={status.tone}>{status.text}</StatusTag>
    </Flex>
  )
}
