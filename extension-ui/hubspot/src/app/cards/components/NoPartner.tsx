import React from 'react'
import { EmptyState, Flex, Text } from '@hubspot/ui-extensions'
import type { DealCard } from '../../../../../../shared/contract/card-api.ts'

export const NoPartner = ({ card }: { card: DealCard }) => {
  const advice =
    card.deal.outcome === 'open'
      ? 'If someone brought or helped it, tag them before it closes.'
      : `This deal is ${card.deal.outcome === 'won' ? 'closed won' : 'closed lost'}.`
  const notes = [advice, card.noPartnersNote, card.viewer.cannotTagBecause].filter((note) => note !== null)
  return (
    <EmptyState title="No partner on this deal." imageName="contacts" imageWidth={120} flush>
      <Flex direction="column" gap="xs">
        {notes.map((note) => (
          <Text key={note}>{note}</Text>
        ))}
      </Flex>
    </EmptyState>
  )
}
