import React from 'react'
import {
  Button,
  Flex,
  Input,
  LoadingButton,
  Panel,
  PanelBody,
  PanelFooter,
  PanelSection,
  Select,
  TextArea,
} from '@hubspot/ui-extensions'
import type {
  DealCard,
  PartnerChoice,
  SubmitRegistrationRequest,
} from '../../../../../../shared/contract/card-api.ts'
import { registrable } from '../format/next-step.ts'
import { useChange } from '../hooks/use-change.ts'
import { useChecked } from '../hooks/use-checked.ts'
import { useDraft } from '../hooks/use-draft.ts'
import { type Overlay, useOverlay } from '../hooks/use-overlay.ts'
import { Conflicts } from './Conflicts.tsx'
import type { Desk } from './desk.ts'
import { FormFooter } from './FormFooter.tsx'
import { PartnerPicker } from './PartnerPicker.tsx'

const ANOTHER = 'another'

interface Fields {
  /** A partner on the deal, or ANOTHER: then `searched` says which. */
  onDeal: string
  searched: PartnerChoice | null
  contactName: string
  contactEmail: string
  useCase: string
  evidence: string
}

export const RegisterDeal = ({ desk }: { desk: Desk }) => {
  const overlay = useOverlay('register-deal', desk.closeOverlay)
  return (
    <Button
      variant="transparent"
      onClick={overlay.opened}
      overlay={
        <Panel
          id={overlay.id}
          title="Register this deal"
          width="md"
          variant="modal"
          onOpen={overlay.opened}
          onClose={overlay.closed}
        >
          {overlay.open && <Contents desk={desk} overlay={overlay} />}
        </Panel>
      }
    >
      Register
    </Button>
  )
}

const Contents = ({ desk, overlay }: { desk: Desk; overlay: Overlay }) => {
  const candidates = registrable(desk.card)
  const draft = useDraft<Fields>({
    onDeal: candidates[0]?.partnerId ?? ANOTHER,
    searched: null,
    contactName: '',
    contactEmail: '',
    useCase: '',
    evidence: '',
  })
  const { onDeal, searched } = draft.fields
  const partnerName =
    onDeal === ANOTHER ? searched?.name : candidates.find((candidate) => candidate.partnerId === onDeal)?.name
  const { faults, incomplete, check } = useChecked(draft.now, faultsOf)
  const change = useChange<Omit<SubmitRegistrationRequest, 'idempotencyKey'>, DealCard>(
    desk.api.register,
    (card, { partnerId }) => {
      overlay.close()
      const name = card.registrations.find(
        (registration) => registration.partnerId === partnerId,
      )?.partnerName
      desk.changed(
        card,
        'Registration sent',
        `${name ?? 'The partner'} waits for a channel manager's review.`,
      )
    },
  )
  const submit = () => {
    const now = draft.now()
    const partnerId = now.onDeal === ANOTHER ? now.searched?.partnerId : now.onDeal
    if (!check() || !partnerId) return
    change.submit({
      partnerId,
      contactName: now.contactName.trim(),
      contactEmail: now.contactEmail.trim() === '' ? null : now.contactEmail.trim(),
      useCase: now.useCase.trim(),
      evidence: now.evidence.trim(),
    })
  }
  const text = (name: 'contactName' | 'contactEmail' | 'useCase' | 'evidence') => ({
    name,
    error: faults[name] !== null,
    validationMessage: faults[name] ?? undefined,
    onInput: draft.set(name),
    onChange: draft.set(name),
  })
  return (
    <>
      <PanelBody>
        <PanelSection>
          <Flex direction="column" gap="sm">
            {candidates.length > 0 && (
              <Select
                label="Partner"
                name="partner-on-deal"
                required
                options={[
                  ...candidates.map(({ partnerId, name }) => ({ value: partnerId, label: name })),
                  { value: ANOTHER, label: 'Another partner' },
                ]}
                value={onDeal}
                onChange={(value) => draft.set('onDeal')(String(value))}
              />
            )}
            {onDeal === ANOTHER && (
              <>
                <PartnerPicker
                  desk={desk}
                  chosen={searched}
                  choose={draft.set('searched')}
                  fault={faults.partner}
                />
                {searched && <Conflicts conflicts={searched.conflicts} />}
              </>
            )}
            <Input
              label="Customer contact"
              description="Whom the partner talks to"
              required
              {...text('contactName')}
            />
            <Input label="Contact's email" {...text('contactEmail')} />
            <TextArea label="Use case" required maxLength={2000} rows={3} {...text('useCase')} />
            <TextArea
              label="Evidence"
              description="What shows that the partner brought it: meetings, emails, introductions."
              required
              maxLength={2000}
              rows={3}
              {...text('evidence')}
            />
          </Flex>
        </PanelSection>
      </PanelBody>
      <PanelFooter>
        <FormFooter change={change} incomplete={incomplete}>
          <LoadingButton variant="primary" loading={change.busy} onClick={submit}>
            {partnerName ? `Register this deal for ${partnerName}` : 'Choose a partner to register'}
          </LoadingButton>
          <Button disabled={change.busy} onClick={overlay.close}>
            Cancel
          </Button>
        </FormFooter>
      </PanelFooter>
    </>
  )
}

function faultsOf({ onDeal, searched, contactName, contactEmail, useCase, evidence }: Fields) {
  const missing = (text: string, message: string) => (text.trim() === '' ? message : null)
  return {
    partner: onDeal === ANOTHER && searched === null ? 'Choose a partner.' : null,
    contactName: missing(contactName, 'Say who the contact is.'),
    contactEmail:
      contactEmail.trim() === '' || /^\S+@\S+\.\S+$/.test(contactEmail.trim())
        ? null
        : 'This is not an email address.',
    useCase: missing(useCase, 'Say what the customer needs it for.'),
    evidence: missing(evidence, 'Say what shows it.'),
  }
}
