import React from 'react'
import { Button } from '@hubspot/ui-extensions'
import type { PartnerOnDeal } from '../../../../../../shared/contract/card-api.ts'
import { useOverlay } from '../hooks/use-overlay.ts'
import type { Desk } from './desk.ts'
import { ReasonModal } from './ReasonModal.tsx'

interface Props {
  desk: Desk
  partner: PartnerOnDeal
  done(): void
}

export const RemoveTag = ({ desk, partner, done }: Props) => {
  const overlay = useOverlay(`remove-${partner.creditId}`, desk.closeOverlay)
  const amount = partner.commission.amount ? desk.format.money(partner.commission.amount) : null
  const loss = amount ? ` ${amount} of commission goes with the tag.` : ''
  return (
    <Button
      variant="destructive"
      onClick={overlay.opened}
      overlay={
        <ReasonModal
          overlay={overlay}
          title={`Remove ${partner.name}`}
          consequence={`${partner.name} will no longer be ${partner.role} on this deal.${loss} The history keeps the record.`}
          confirm={`Remove ${partner.name}`}
          send={(body) => desk.api.removeCredit(partner.creditId, body)}
          done={(card) => {
            overlay.close()
            done()
            desk.changed(card, 'Tag removed', `${partner.name} is no longer ${partner.role} on this deal.`)
          }}
        />
      }
    >
      Remove tag
    </Button>
  )
}
