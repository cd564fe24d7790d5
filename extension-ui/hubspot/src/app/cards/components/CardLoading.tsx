import React from 'react'
import { Button, Divider, Flex, LoadingSpinner, Text } from '@hubspot/ui-extensions'

/** The card's own shape without its words, so that nothing jumps when they arrive. */
export const CardLoading = () => (
  <Flex direction="column" gap="sm">
    <Flex justify="between" align="center">
      <Text variant="microcopy">Partners on this deal</Text>
      <LoadingSpinner label="Loading the partners of this deal" size="sm" />
    </Flex>
    <Divider size="flush" />
    <Text>What they get</Text>
    <Text variant="microcopy">Reading</Text>
    <Flex justify="between" wrap>
      <Button disabled>Add partner</Button>
      <Flex gap="sm" wrap>
        {['Register', 'History', 'Open console'].map((name) => (
          <Button key={name} variant="transparent" disabled>
            {name}
          </Button>
        ))}
      </Flex>
    </Flex>
  </Flex>
)
