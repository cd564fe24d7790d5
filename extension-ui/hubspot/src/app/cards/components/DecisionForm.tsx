import React, { type ReactNode } from 'react'
import {
  Button,
  Flex,
  Heading,
  List,
  LoadingButton,
  PanelBody,
  PanelFooter,
  PanelSection,
  Select,
  Text,
  TextArea,
  ToggleGroup,
} from '@hubspot/ui-extensions'
import type {
  DealCard,
  DecideRegistrationRequest,
  RegistrationOnDeal,
} from '../../../../../../shared/contract/card-api.ts'
import { optionsOf, REJECT_WORDS, type RejectReason } from '../format/words.ts'
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

type Decision = DecideRegistrationRequest['decision']
// Omit on a union would merge its members and lose which decision needs what.
type WithoutKey<Request> = Request extends unknown ? Omit<Request, 'idempotencyKey'> : never
type Body = WithoutKey<DecideRegistrationRequest>

interface Fields {
  decision: Decision
  question: string
  reason: RejectReason | null
  message: string
}

const CHOICES: [Decision, string][] = [
  ['approve', 'Approve'],
  ['ask', 'Ask a question'],
  ['reject', 'Reject'],
]
const CONFIRM: Record<Decision, string> = {
  approve: 'Approve registration',
  ask: 'Send question',
  reject: 'Reject registration',
}

export const DecisionForm = ({ desk, registration, overlay, claim }: Props) => {
  const { actions, partnerName } = registration
  const first =
    CHOICES.map(([decision]) => decision).find((decision) => actions[decision].allowed) ?? 'approve'
  const draft = useDraft<Fields>({ decision: first, question: '', reason: null, message: '' })
  const { decision } = draft.fields
  const { faults, incomplete, check } = useChecked(draft.now, faultsOf)
  const change = useChange<Body, DealCard>(
    (body) => desk.api.decide(registration.id, body),
    (card, body) => {
      overlay.close()
      desk.changed(card, ...outcomeOf(body, registration))
    },
  )
  const submit = () => {
    if (check()) change.submit(bodyOf(draft.now()))
  }
  return (
    <>
      <PanelBody>
        {claim}
        <PanelSection>
          <Heading>Your decision</Heading>
          <Flex direction="column" gap="sm">
            <ToggleGroup
              toggleType="radioButtonList"
              name="decision"
              label="What do you decide?"
              required
              options={CHOICES.map(([value, label]) => ({
                value,
                label,
                readOnly: !actions[value].allowed,
                description: actions[value].because ?? undefined,
              }))}
              value={decision}
              onChange={(value) => {
                const chosen = CHOICES.find(([choice]) => choice === value)
                if (chosen) draft.set('decision')(chosen[0])
              }}
            />
            {decision === 'approve' && <Causes causes={registration.approvalCauses} />}
            {decision === 'ask' && (
              <TextArea
                label={`One question to ${partnerName}`}
                name="question"
                description="The clock stops until it is answered."
                required
                maxLength={2000}
                error={faults.question !== null}
                validationMessage={faults.question ?? undefined}
                onInput={draft.set('question')}
                onChange={draft.set('question')}
              />
            )}
            {decision === 'reject' && (
              <>
                <Select
                  label="Reason"
                  name="reason"
                  required
                  placeholder="Choose a reason"
                  options={optionsOf(REJECT_WORDS)}
                  value={draft.fields.reason ?? undefined}
                  error={faults.reason !== null}
                  validationMessage={faults.reason ?? undefined}
                  onChange={(value) => {
                    const chosen = optionsOf(REJECT_WORDS).find((option) => option.value === value)
                    if (chosen) draft.set('reason')(chosen.value)
                  }}
                />
                <TextArea
                  label={`Text that ${partnerName} will read`}
                  name="message"
                  required
                  maxLength={2000}
                  error={faults.message !== null}
                  validationMessage={faults.message ?? undefined}
                  onInput={draft.set('message')}
                  onChange={draft.set('message')}
                />
              </>
            )}
          </Flex>
        </PanelSection>
      </PanelBody>
      <PanelFooter>
        <FormFooter change={change} incomplete={incomplete}>
          <LoadingButton
            variant={decision === 'reject' ? 'destructive' : 'primary'}
            loading={change.busy}
            disabled={!actions[decision].allowed}
            onClick={submit}
          >
            {CONFIRM[decision]}
          </LoadingButton>
          <Button disabled={change.busy} onClick={overlay.close}>
            Cancel
          </Button>
        </FormFooter>
      </PanelFooter>
    </>
  )
}

const Causes = ({ causes }: { causes: string[] }) => {
  if (causes.length === 0) return null
  return (
    <>
      <Text format={{ fontWeight: 'demibold' }}>Approving causes</Text>
      <List variant="unordered-styled">
        {causes.map((cause) => (
          <Text key={cause} inline>
            {cause}
          </Text>
        ))}
      </List>
    </>
  )
}

function faultsOf({ decision, question, reason, message }: Fields) {
  const missing = (wanted: boolean, text: string) => wanted && text.trim() === ''
  return {
    question: missing(decision === 'ask', question) ? 'Write the question.' : null,
    reason: decision === 'reject' && reason === null ? 'Choose a reason.' : null,
    message: missing(decision === 'reject', message) ? 'Write what the partner will read.' : null,
  }
}

function bodyOf({ decision, question, reason, message }: Fields): Body {
  if (decision === 'ask') return { decision, question: question.trim() }
  if (decision === 'reject' && reason) return { decision, reason, messageToPartner: message.trim() }
  return { decision: 'approve' }
}

function outcomeOf(body: Body, { partnerName, approvalCauses }: RegistrationOnDeal): [string, string] {
  switch (body.decision) {
    case 'approve':
      return [
        'Registration approved',
        approvalCauses.join(' ') || `${partnerName} is registered on this deal.`,
      ]
    case 'ask':
      return ['Question sent', `${partnerName} is asked. The clock stops until the answer.`]
    case 'reject':
      return ['Registration rejected', `${partnerName} will read why.`]
  }
}
