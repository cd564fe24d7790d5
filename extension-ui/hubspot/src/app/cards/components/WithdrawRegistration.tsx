import React from 'react'
import { Button, Text } from '@hubspot/ui-extensions'
import type { RegistrationOnDeal } from '../../../../../../shared/contract/card-api.ts'
import { useOverlay } from '../hooks/use-overlay.ts'
import type { Desk } from './desk.ts'
import { ReasonModal } from './ReasonModal.tsx'

interface Props {
  desk: Desk
  registration: RegistrationOnDeal
  done(): void
}

export const WithdrawRegistration = ({ desk, registration, done }: Props) => {
  const overlay = useOverlay(`withdraw-${registration.id}`, desk.closeOverlay)
  const { allowed, because } = registration.actions.withdraw
  if (!allowed) return because ? <Text variant="microcopy">{because}</Text> : null
  const { partnerName } = registration
  const protection = registration.protectedUntil ? ' Its protection ends now.' : ''
  return (
    <Button
      variant="destructive"
      size="sm"
      onClick={overlay.opened}
      overlay={
        <ReasonModal
          overlay={overlay}
          title="Withdraw registration"
          consequence={`${partnerName}'s registration of this deal is taken back.${protection} The history keeps the record.`}
          confirm="Withdraw registration"
          send={(body) => desk.api.withdraw(registration.id, body)}
          done={(card) => {
            overlay.close()
            done()
            desk.changed(
              card,
              'Registration withdrawn',
              `${partnerName}'s registration no longer holds.${protection}`,
            )
          }}
        />
      }
    >
      Withdraw registration
    </Button>
  )
}
