import React from 'react'
import { Button, ErrorState, Flex, Text } from '@hubspot/ui-extensions'
import type { PartnerDeskError } from '../api/partner-desk-error.ts'

/** Nothing to show yet and loading failed. */
export const CardFailed = ({ problem, retry }: { problem: PartnerDeskError; retry(): void }) => (
  <ErrorState title="The partners of this deal could not be loaded">
    <Flex direction="column" gap="sm" align="start">
      <Text format={{ fontWeight: 'demibold' }}>{problem.title}</Text>
      <Text>{problem.detail}</Text>
      <Text variant="microcopy">Nothing was lost: what is recorded on this deal stays as it is.</Text>
      <Button variant="primary" onClick={retry}>
        Try again
      </Button>
    </Flex>
  </ErrorState>
)
