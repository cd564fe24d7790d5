import React from 'react'
import {
  Button,
  Flex,
  LoadingButton,
  Modal,
  ModalBody,
  ModalFooter,
  Text,
  TextArea,
} from '@hubspot/ui-extensions'
import type { DealCard } from '../../../../../../shared/contract/card-api.ts'
import { useChange } from '../hooks/use-change.ts'
import { useDraft } from '../hooks/use-draft.ts'
import type { Overlay } from '../hooks/use-overlay.ts'
import { useChecked } from '../hooks/use-checked.ts'
import { FormFooter } from './FormFooter.tsx'

interface Props {
  overlay: Overlay
  title: string
  /** What confirming causes. */
  consequence: string
  confirm: string
  send(body: { reason: string; idempotencyKey: string }): Promise<DealCard>
  done(card: DealCard): void
}

/** Asks once, with a reason, before something is taken away. */
export const ReasonModal = (props: Props) => (
  <Modal
    id={props.overlay.id}
    title={props.title}
    variant="danger"
    width="md"
    onOpen={props.overlay.opened}
    onClose={props.overlay.closed}
  >
    {props.overlay.open && <Contents {...props} />}
  </Modal>
)

const Contents = ({ overlay, consequence, confirm, send, done }: Props) => {
  const draft = useDraft({ reason: '' })
  const change = useChange<{ reason: string }, DealCard>(send, done)
  const { faults, incomplete, check } = useChecked(draft.now, ({ reason }) => ({
    reason: reason.trim() === '' ? 'Say why: it is kept in the history.' : null,
  }))
  const submit = () => {
    if (check()) change.submit({ reason: draft.now().reason.trim() })
  }
  return (
    <>
      <ModalBody>
        <Flex direction="column" gap="sm">
          <Text>{consequence}</Text>
          <TextArea
            label="Reason"
            name="reason"
            required
            maxLength={500}
            rows={3}
            error={faults.reason !== null}
            validationMessage={faults.reason ?? undefined}
            onInput={draft.set('reason')}
            onChange={draft.set('reason')}
          />
        </Flex>
      </ModalBody>
      <ModalFooter>
        <FormFooter change={change} incomplete={incomplete}>
          <LoadingButton variant="destructive" loading={change.busy} onClick={submit}>
            {confirm}
          </LoadingButton>
          <Button disabled={change.busy} onClick={overlay.close}>
            Cancel
          </Button>
        </FormFooter>
      </ModalFooter>
    </>
  )
}
