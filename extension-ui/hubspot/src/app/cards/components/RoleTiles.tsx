import React from 'react'
import { AutoGrid, Flex, RadioButton, Text, Tile } from '@hubspot/ui-extensions'
import type { PartnerChoice } from '../../../../../../shared/contract/card-api.ts'
import { ROLE_WORDS, type Role } from '../format/words.ts'

interface Props {
  partner: PartnerChoice
  role: Role | null
  choose(role: Role): void
}

const ROLES: Role[] = ['sourced', 'influenced']

/** The two roles side by side, each with what it would cost. */
export const RoleTiles = ({ partner, role, choose }: Props) => (
  <AutoGrid columnWidth={180} flexible gap="sm">
    {ROLES.map((candidate) => {
      const { allowed, consequence, refusal } = partner[candidate]
      const { title, meaning } = ROLE_WORDS[candidate]
      return (
        <Tile key={candidate} compact>
          <Flex direction="column" gap="xs">
            <RadioButton
              name="role"
              value={candidate}
              description={meaning}
              checked={role === candidate}
              readOnly={!allowed}
              onChange={() => choose(candidate)}
            >
              {title}
            </RadioButton>
            <Text format={{ fontWeight: 'demibold' }}>{allowed ? consequence : 'Not possible'}</Text>
            {!allowed && refusal && <Text variant="microcopy">{refusal}</Text>}
          </Flex>
        </Tile>
      )
    })}
  </AutoGrid>
)
