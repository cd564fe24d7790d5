import React from 'react'
import { Alert, Button, Divider, Flex, Link, Text } from '@hubspot/ui-extensions'
import type { PartnerDeskError } from '../api/partner-desk-error.ts'
import { registrationsInLine } from '../format/next-step.ts'
import { ActionBar } from './ActionBar.tsx'
import type { Desk } from './desk.ts'
import { MoneyLines } from './MoneyLines.tsx'
import { NoPartner } from './NoPartner.tsx'
import { PartnerLine } from './PartnerLine.tsx'
import { RegistrationLine } from './RegistrationLine.tsx'

interface Props {
  desk: Desk
  refreshProblem: PartnerDeskError | null
  reload(): void
}

export const CardBody = ({ desk, refreshProblem, reload }: Props) => {
  const { card } = desk
  const registrations = registrationsInLine(card)
  return (
    <Flex direction="column" gap="sm">
      {refreshProblem && (
        <Flex direction="column" gap="xs" align="start">
          <Alert title="Not up to date" variant="warning">
            {`${refreshProblem.title}. ${refreshProblem.detail} What you see is from the last time it worked.`}
          </Alert>
          <Button size="sm" onClick={reload}>
            Try again
          </Button>
        </Flex>
      )}
      <Reconnect desk={desk} />
      {card.partners.length === 0 && registrations.length === 0 && <NoPartner card={card} />}
      {card.partners.map((partner) => (
        <PartnerLine key={partner.creditId} desk={desk} partner={partner} />
      ))}
      {registrations.map((registration) => (
        <RegistrationLine key={registration.id} desk={desk} registration={registration} />
      ))}
      {card.partners.length > 0 && (
        <>
          <Divider size="flush" />
          <MoneyLines desk={desk} />
          <Limits desk={desk} />
        </>
      )}
      <SmallPrint desk={desk} />
      <ActionBar desk={desk} />
    </Flex>
  )
}

const SmallPrint = ({ desk: { card, format } }: { desk: Desk }) => {
  const { syncedAt } = card.connection
  const promise = card.deal.outcome === 'open' && card.partners.length > 0
  if (!promise && !syncedAt) return null
  return (
    <Flex justify={promise ? 'between' : 'end'} gap="sm" wrap>
      {promise && <Text variant="microcopy">Your own credit does not change.</Text>}
      {syncedAt && <Text variant="microcopy">{`Synced ${format.ago(syncedAt, Date.now())}`}</Text>}
    </Flex>
  )
}

const Reconnect = ({ desk: { card } }: { desk: Desk }) => {
  if (card.connection.status !== 'reconnect') return null
  const { message, reconnectUrl } = card.connection
  return (
    <Flex direction="column" gap="xs" align="start">
      <Alert title="Reconnect needed" variant="warning">
        {message ?? 'HubSpot no longer lets Partner Desk in. An admin can reconnect it.'}
      </Alert>
      {reconnectUrl && <Link href={{ url: reconnectUrl, external: true }}>Reconnect HubSpot</Link>}
    </Flex>
  )
}

/** Beneath tagged partners, what this viewer cannot do, and what instead. */
const Limits = ({ desk: { card } }: { desk: Desk }) => {
  const reasons = [card.viewer.cannotTagBecause, card.noPartnersNote].filter((reason) => reason !== null)
  return (
    <>
      {reasons.map((reason) => (
        <Text key={reason} variant="microcopy">
          {reason}
        </Text>
      ))}
    </>
  )
}
