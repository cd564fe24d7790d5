import React from 'react'
import { Alert, Button, Flex } from '@hubspot/ui-extensions'
import type { PartnerDeskError } from '../api/partner-desk-error.ts'

/** A failure, shown where it occurred, with the next step when there is one. */
export const Problem = ({ problem, retry }: { problem: PartnerDeskError | null; retry(): void }) => {
  if (!problem) return null
  return (
    <Flex direction="column" gap="xs">
      <Alert title={problem.title} variant="error">
        {problem.detail}
      </Alert>
      {problem.mayRetry && (
        <Flex justify="start">
          <Button size="sm" onClick={retry}>
            Try again
          </Button>
        </Flex>
      )}
    </Flex>
  )
}
