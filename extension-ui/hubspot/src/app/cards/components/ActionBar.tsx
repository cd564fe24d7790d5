import React from 'react'
import { Flex } from '@hubspot/ui-extensions'
import { primaryRegistration } from '../format/next-step.ts'
import { AddPartner } from './AddPartner.tsx'
import type { Desk } from './desk.ts'
import { History } from './History.tsx'
import { OpenConsole } from './OpenConsole.tsx'
import { Payments } from './Payments.tsx'
import { RegisterDeal } from './RegisterDeal.tsx'
import { RegistrationButton } from './RegistrationButton.tsx'

/** The likely next thing as the one primary button; everything else stays one click away. */
export const ActionBar = ({ desk }: { desk: Desk }) => {
  const { primaryAction, viewer, payments, unpaid, noPartnersNote } = desk.card
  const registration = primaryRegistration(desk.card)
  const paysNext = primaryAction === 'record_payment'
  const hasPayments = payments.length > 0 || (viewer.can.recordCustomerPayment && unpaid !== null)
  return (
    <Flex justify="between" align="center" gap="sm" wrap>
      <Flex gap="sm" wrap>
        {registration && (
          <RegistrationButton key={registration.id} desk={desk} registration={registration} primary />
        )}
        {paysNext && <Payments desk={desk} primary />}
        {viewer.can.tagPartner && noPartnersNote === null && (
          <AddPartner desk={desk} primary={primaryAction === 'add_partner'} />
        )}
      </Flex>
      <Flex gap="sm" wrap>
        {viewer.can.submitRegistration && noPartnersNote === null && <RegisterDeal desk={desk} />}
        {!paysNext && hasPayments && <Payments desk={desk} primary={false} />}
        <History desk={desk} />
        <OpenConsole desk={desk} />
      </Flex>
    </Flex>
  )
}
