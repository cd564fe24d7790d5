import React from 'react'
import { Box, Button, Flex, StatusTag, Text } from '@hubspot/ui-extensions'
import type { PartnerOnDeal } from '../../../../../../shared/contract/card-api.ts'
import { ROLE_WORDS } from '../format/words.ts'
import { useOverlay } from '../hooks/use-overlay.ts'
import type { Desk } from './desk.ts'
import { PartnerPanel } from './PartnerPanel.tsx'

/** Who, as what, and whether everything is in order. The name opens the rest. */
export const PartnerLine = ({ desk, partner }: { desk: Desk; partner: PartnerOnDeal }) => {
  const overlay = useOverlay(`partner-${partner.creditId}`, desk.closeOverlay)
  const touchpoints = partner.touchpoints.length
  return (
    <Flex align="center" justify="between" gap="sm" wrap>
      <Box flex="initial">
        <Flex align="center" gap="sm" wrap>
          <Button
            variant="transparent"
            onClick={overlay.opened}
            overlay={<PartnerPanel desk={desk} partner={partner} overlay={overlay} />}
          >
            {partner.name}
          </Button>
          <Text inline>{`${ROLE_WORDS[partner.role].title} · ${partner.programme}`}</Text>
          {touchpoints > 0 && (
            <Text
              inline
              variant="microcopy"
            >{`${touchpoints} touchpoint${touchpoints === 1 ? '' : 's'}`}</Text>
          )}
        </Flex>
      </Box>
      <StatusTag variant={partner.status.tone}>{partner.status.text}</StatusTag>
    </Flex>
  )
}
