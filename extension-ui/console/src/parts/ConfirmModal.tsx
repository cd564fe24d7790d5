import type { FormEvent, ReactNode } from 'react'
import { Button, Group, Modal } from '@mantine/core'
import type { ApiProblem } from '../api/problem.ts'
import { InlineProblem } from './ProblemPanel.tsx'

/** Asks once: a sentence that says what will happen, what is needed for it, and two ways out. */
export function ConfirmModal({
  title,
  sentence,
  confirmLabel,
  destructive = false,
  pending,
  problem,
  shownFields = [],
  onConfirm,
  onClose,
  children,
}: {
  title: string
  sentence: ReactNode
  confirmLabel: string
  destructive?: boolean
  pending: boolean
  problem: ApiProblem | null
  shownFields?: readonly string[]
  onConfirm(): void
  onClose(): void
  children?: ReactNode
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onConfirm()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} noValidate>
        <div className="sentence">{sentence}</div>
        {children}
        {problem && <InlineProblem problem={problem} shownFields={shownFields} />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose} disabled={pending}>
            Back
          </Button>
          <Button type="submit" loading={pending} {...(destructive && { color: 'danger' })}>
            {confirmLabel}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
