import React from 'react'
import { Flex, List, Table, TableBody, TableCell, TableRow, Text } from '@hubspot/ui-extensions'
import type { WhyText } from '../../../../../../shared/contract/card-api.ts'

/** An amount explained: the sentence, the arithmetic, what did not apply. */
export const Why = ({ why }: { why: WhyText }) => (
  <Flex direction="column" gap="sm">
    <Text>{why.sentence}</Text>
    {why.steps.length > 0 && (
      <Table density="compact" flush>
        <TableBody>
          {why.steps.map((step, index) => (
            <TableRow key={`${index} ${step.label}`}>
              <TableCell>{step.label}</TableCell>
              <TableCell align="right">{step.value}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    )}
    {why.notApplied.length > 0 && (
      <>
        <Text format={{ fontWeight: 'demibold' }}>What did not apply</Text>
        <List variant="unordered-styled">
          {why.notApplied.map(({ rule, reason }) => (
            <Text key={rule} inline>{`${rule} ${reason}`}</Text>
          ))}
        </List>
      </>
    )}
  </Flex>
)
