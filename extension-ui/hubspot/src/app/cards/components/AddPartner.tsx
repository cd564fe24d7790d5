import React from 'react'
import {
  Button,
  Flex,
  Heading,
  Input,
  List,
  LoadingButton,
  Panel,
  PanelBody,
  PanelFooter,
  PanelSection,
  Text,
  ToggleGroup,
} from '@hubspot/ui-extensions'
import type {
  DealCard,
  PartnerChoice,
  TagPartnerRequest,
} from '../../../../../../shared/contract/card-api.ts'
import type { Format } from '../format/format.ts'
import { optionsOf, type Role, TOUCHPOINT_WORDS, type Touchpoint } from '../format/words.ts'
import { useChange } from '../hooks/use-change.ts'
import { useChecked } from '../hooks/use-checked.ts'
import { useDraft } from '../hooks/use-draft.ts'
import { type Overlay, useOverlay } from '../hooks/use-overlay.ts'
import { Conflicts } from './Conflicts.tsx'
import type { Desk } from './desk.ts'
import { FormFooter } from './FormFooter.tsx'
import { PartnerPicker } from './PartnerPicker.tsx'
import { RoleTiles } from './RoleTiles.tsx'
import { Why } from './Why.tsx'

interface Fields {
  partner: PartnerChoice | null
  role: Role | null
  reason: string
  touchpoints: Touchpoint[]
}

export const AddPartner = ({ desk, primary }: { desk: Desk; primary: boolean }) => {
  const overlay = useOverlay('add-partner', desk.closeOverlay)
  return (
    <Button
      variant={primary ? 'primary' : 'secondary'}
      onClick={overlay.opened}
      overlay={
        <Panel
          id={overlay.id}
          title="Add partner"
          width="md"
          variant="modal"
          onOpen={overlay.opened}
          onClose={overlay.closed}
        >
          {overlay.open && <Contents desk={desk} overlay={overlay} />}
        </Panel>
      }
    >
      Add partner
    </Button>
  )
}

const Contents = ({ desk, overlay }: { desk: Desk; overlay: Overlay }) => {
  const draft = useDraft<Fields>({ partner: null, role: null, reason: '', touchpoints: [] })
  const { partner, role } = draft.fields
  const { faults, incomplete, check } = useChecked(draft.now, faultsOf)
  const change = useChange<Omit<TagPartnerRequest, 'idempotencyKey'>, DealCard>(
    desk.api.tag,
    (card, body) => {
      overlay.close()
      desk.changed(card, 'Partner added', tagged(card, body, desk.format))
    },
  )
  const submit = () => {
    const now = draft.now()
    if (!check() || !now.partner || !now.role) return
    const { touchpoints, reason } = now
    change.submit({ partnerId: now.partner.partnerId, role: now.role, reason: reason.trim(), touchpoints })
  }
  const choose = (chosen: PartnerChoice) => {
    draft.set('partner')(chosen)
    draft.set('role')(likelyRole(chosen))
  }
  return (
    <>
      <PanelBody>
        <PanelSection>
          <PartnerPicker desk={desk} chosen={partner} choose={choose} fault={faults.partner} />
        </PanelSection>
        {partner && (
          <PanelSection>
            <Heading>{`What ${partner.name} did`}</Heading>
            <Flex direction="column" gap="sm">
              <RoleTiles partner={partner} role={role} choose={draft.set('role')} />
              <Conflicts conflicts={partner.conflicts} />
              {role && <Notes notes={partner[role].notes} />}
              <Input
                label="Reason"
                name="reason"
                description="What they did, in a sentence: it is the evidence of this tag."
                required
                error={faults.reason !== null}
                validationMessage={faults.reason ?? undefined}
                onInput={draft.set('reason')}
                onChange={draft.set('reason')}
              />
              <ToggleGroup
                toggleType="checkboxList"
                name="touchpoints"
                inline
                label="Touchpoints"
                options={optionsOf(TOUCHPOINT_WORDS)}
                value={draft.fields.touchpoints}
                onChange={(values) =>
                  draft.set('touchpoints')(
                    optionsOf(TOUCHPOINT_WORDS)
                      .map((option) => option.value)
                      .filter((touchpoint) => values.includes(touchpoint)),
                  )
                }
              />
            </Flex>
          </PanelSection>
        )}
        {partner && role && partner[role].why && (
          <PanelSection>
            <Heading>Why this amount</Heading>
            <Why why={partner[role].why} />
          </PanelSection>
        )}
      </PanelBody>
      <PanelFooter>
        <FormFooter change={change} incomplete={incomplete}>
          <LoadingButton
            variant="primary"
            loading={change.busy}
            disabled={partner !== null && role === null}
            onClick={submit}
          >
            {confirmation(partner, role)}
          </LoadingButton>
          <Button disabled={change.busy} onClick={overlay.close}>
            Cancel
          </Button>
        </FormFooter>
      </PanelFooter>
    </>
  )
}

const Notes = ({ notes }: { notes: string[] }) => {
  if (notes.length === 0) return null
  return (
    <List variant="unordered-styled">
      {notes.map((note) => (
        <Text key={note} inline>
          {note}
        </Text>
      ))}
    </List>
  )
}

function confirmation(partner: PartnerChoice | null, role: Role | null): string {
  if (!partner) return 'Choose a partner to tag'
  return role
    ? `Tag ${partner.name} as ${role} - ${partner[role].consequence}`
    : `${partner.name} cannot be tagged here`
}

function likelyRole(partner: PartnerChoice): Role | null {
  if (partner.sourced.allowed) return 'sourced'
  return partner.influenced.allowed ? 'influenced' : null
}

function tagged(
  card: DealCard,
  { partnerId, role }: Pick<TagPartnerRequest, 'partnerId' | 'role'>,
  format: Format,
) {
  const partner = card.partners.find((candidate) => candidate.partnerId === partnerId)
  const sentence = `${partner?.name ?? 'The partner'} is tagged as ${role}`
  const amount = partner?.commission.amount
  if (!amount) return `${sentence}.`
  return `${sentence}: ${format.money(amount)}${partner.commission.state === 'preview' ? ' if won' : ''}.`
}

function faultsOf({ partner, reason }: Fields) {
  return {
    partner: partner === null ? 'Choose a partner.' : null,
    reason: partner !== null && reason.trim() === '' ? 'Say what they did.' : null,
  }
}
