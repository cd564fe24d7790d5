import React, { type ReactNode } from 'react'
import {
  Button,
  Flex,
  Heading,
  LoadingButton,
  PanelBody,
  PanelFooter,
  PanelSection,
  Text,
  TextArea,
} from '@hubspot/ui-extensions'
import type { DealCard, RegistrationOnDeal } from '../../../../../../shared/contract/card-api.ts'
import { useChange } from '../hooks/use-change.ts'
import { useChecked } from '../hooks/use-checked.ts'
import { useDraft } from '../hooks/use-draft.ts'
import type { Overlay } from '../hooks/use-overlay.ts'
import type { Desk } from './desk.ts'
import { FormFooter } from './FormFooter.tsx'

interface Props {
  desk: Desk
  registration: RegistrationOnDeal
  overlay: Overlay
  claim: ReactNode
}

export const AnswerForm = ({ desk, registration, overlay, claim }: Props) => {
  const draft = useDraft({ answer: '' })
  const { faults, incomplete, check } = useChecked(draft.now, ({ answer }) => ({
    answer: answer.trim() === '' ? 'Write the answer.' : null,
  }))
  const change = useChange<{ answer: string }, DealCard>(
    (body) => desk.api.answer(registration.id, body),
    (card) => {
      overlay.close()
      desk.changed(card, 'Answer sent', 'The registration is back in review and its clock runs again.')
    },
  )
  const submit = () => {
    if (check()) change.submit({ answer: draft.now().answer.trim() })
  }
  return (
    <>
      <PanelBody>
        <PanelSection>
          <Heading>Question</Heading>
          <Flex direction="column" gap="sm">
            <Text>{registration.question ?? ''}</Text>
            <TextArea
              label="Your answer"
              name="answer"
              required
              maxLength={2000}
              error={faults.answer !== null}
              validationMessage={faults.answer ?? undefined}
              onInput={draft.set('answer')}
              onChange={draft.set('answer')}
            />
          </Flex>
        </PanelSection>
        {claim}
      </PanelBody>
      <PanelFooter>
        <FormFooter change={change} incomplete={incomplete}>
          <LoadingButton variant="primary" loading={change.busy} onClick={submit}>
            Send answer
          </LoadingButton>
          <Button disabled={change.busy} onClick={overlay.close}>
            Cancel
          </Button>
        </FormFooter>
      </PanelFooter>
    </>
  )
}
