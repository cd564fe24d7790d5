import React from 'react'
import { Button, Heading, Panel, PanelBody, PanelFooter, PanelSection } from '@hubspot/ui-extensions'
import type { RegistrationOnDeal } from '../../../../../../shared/contract/card-api.ts'
import { registrationTask } from '../format/next-step.ts'
import { type Overlay, useOverlay } from '../hooks/use-overlay.ts'
import { AnswerForm } from './AnswerForm.tsx'
import { Claim } from './Claim.tsx'
import { DecisionForm } from './DecisionForm.tsx'
import type { Desk } from './desk.ts'
import { WithdrawRegistration } from './WithdrawRegistration.tsx'

interface Props {
  desk: Desk
  registration: RegistrationOnDeal
  primary: boolean
}

const TITLES = { review: 'Review registration', answer: 'Answer question', look: 'View registration' }

/** Opens a registration with what its viewer may do about it. */
export const RegistrationButton = ({ desk, registration, primary }: Props) => {
  const overlay = useOverlay(`registration-${registration.id}`, desk.closeOverlay)
  const title = TITLES[registrationTask(registration)]
  return (
    <Button
      variant={primary ? 'primary' : 'transparent'}
      onClick={overlay.opened}
      overlay={
        <Panel
          id={overlay.id}
          title={title}
          width="md"
          variant="modal"
          onOpen={overlay.opened}
          onClose={overlay.closed}
        >
          {overlay.open && <Contents desk={desk} registration={registration} overlay={overlay} />}
        </Panel>
      }
    >
      {title}
    </Button>
  )
}

type ContentsProps = Omit<Props, 'primary'> & { overlay: Overlay }

const Contents = (props: ContentsProps) => {
  const { desk, registration, overlay } = props
  const claim = (
    <PanelSection>
      <Heading>{`${registration.partnerName} claims this deal`}</Heading>
      <Claim desk={desk} registration={registration} />
    </PanelSection>
  )
  // Whoever decides has *Reject*: withdrawing is for those who wait.
  const withdrawable = (
    <>
      {claim}
      <PanelSection>
        <WithdrawRegistration desk={desk} registration={registration} done={overlay.close} />
      </PanelSection>
    </>
  )
  switch (registrationTask(registration)) {
    case 'review':
      return <DecisionForm {...props} claim={claim} />
    case 'answer':
      return <AnswerForm {...props} claim={withdrawable} />
    case 'look':
      return (
        <>
          <PanelBody>{withdrawable}</PanelBody>
          <PanelFooter>
            <Button onClick={overlay.close}>Close</Button>
          </PanelFooter>
        </>
      )
  }
}
