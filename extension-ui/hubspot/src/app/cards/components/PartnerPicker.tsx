import React, { useState } from 'react'
import { Flex, LoadingSpinner, SearchInput, Text, ToggleGroup } from '@hubspot/ui-extensions'
import type { PartnerChoice } from '../../../../../../shared/contract/card-api.ts'
import { ROLE_WORDS } from '../format/words.ts'
import { usePartnerChoices } from '../hooks/use-partner-choices.ts'
import type { Desk } from './desk.ts'
import { Problem } from './Problem.tsx'

interface Props {
  desk: Desk
  chosen: PartnerChoice | null
  choose(partner: PartnerChoice): void
  fault: string | null
}

/** Search as you type; the recent ones are there before anything is typed. */
export const PartnerPicker = ({ desk, chosen, choose, fault }: Props) => {
  const [typed, setTyped] = useState('')
  const { found, searching, problem, reload } = usePartnerChoices(desk.api, typed)
  const matches = found?.partners ?? []
  // The one that is chosen stays in sight, whatever is searched for next.
  const shown =
    chosen && !matches.some((match) => match.partnerId === chosen.partnerId) ? [chosen, ...matches] : matches
  return (
    <Flex direction="column" gap="sm">
      <SearchInput
        label="Find a partner"
        name="partner-search"
        description="Name, domain or contact"
        onInput={setTyped}
        onChange={setTyped}
      />
      {searching && <LoadingSpinner label="Searching partners" size="xs" showLabel />}
      <Problem problem={problem} retry={reload} />
      {found && matches.length === 0 && !searching && (
        <Text>
          {typed.trim() === ''
            ? (desk.card.noPartnersNote ?? 'There is no partner yet.')
            : `No partner matches "${typed.trim()}".`}
        </Text>
      )}
      {shown.length > 0 && (
        <ToggleGroup
          toggleType="radioButtonList"
          name="partner"
          label="Partner"
          required
          options={shown.map((partner) => ({
            value: partner.partnerId,
            label: partner.name,
            description: describe(partner),
          }))}
          value={chosen?.partnerId ?? ''}
          error={fault !== null}
          validationMessage={fault ?? undefined}
          onChange={(value) => {
            const partner = shown.find((candidate) => candidate.partnerId === value)
            if (partner) choose(partner)
          }}
        />
      )}
      {found?.more && <Text variant="microcopy">More partners match. Type more to narrow them down.</Text>}
    </Flex>
  )
}

function describe({ programme, domains, recent, onDealAs }: PartnerChoice): string {
  return [
    programme,
    ...domains,
    ...(recent ? ['used recently'] : []),
    ...(onDealAs ? [`on this deal as ${ROLE_WORDS[onDealAs].title.toLowerCase()}`] : []),
  ].join(' · ')
}
