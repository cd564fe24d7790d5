import React, { type ReactNode } from 'react'
import { Box, Flex, Text } from '@hubspot/ui-extensions'
import type { Change } from '../hooks/use-change.ts'
import { Problem } from './Problem.tsx'

interface Props {
  change: Pick<Change<never>, 'problem' | 'retry'>
  /** Something in the form is still wrong; it may have scrolled out of sight. */
  incomplete: boolean
  children: ReactNode
}

/** What stays in sight of a form however long it is: what went wrong, and the buttons. */
export const FormFooter = ({ change, incomplete, children }: Props) => (
  <Box flex={1}>
    <Flex direction="column" gap="sm">
      <Problem problem={change.problem} retry={change.retry} />
      {incomplete && <Text variant="microcopy">Nothing is sent yet: see what is marked in the form.</Text>}
      <Flex gap="sm" wrap>
        {children}
      </Flex>
    </Flex>
  </Box>
)
