import { useState } from 'react'
import { TextInput } from '@mantine/core'
import { useNavigate } from 'react-router'
import { madeId } from '../../api/made-id.ts'
import { fieldMessage } from '../../api/problem.ts'
import { draftPath } from '../../api/resources.ts'
import { useAction } from '../../api/use-action.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'

/** Tries what is saved on the deals that closed in the last months. */
export function SimulateModal({ draftId, onClose }: { draftId: string; onClose(): void }) {
  const navigate = useNavigate()
  const [months, setMonths] = useState('12')
  const valid = /^\d{1,3}$/.test(months) && Number(months) >= 1 && Number(months) <= 120
  const simulate = useAction<{ months: number }>({
    path: `${draftPath(draftId)}/simulations`,
    changes: ['simulations', 'plans'],
    success: 'The simulation starts.',
    onSuccess: (reply) => {
      const id = madeId(reply)
      if (id) void navigate(`/plans/simulations/${id}`)
      else onClose()
    },
  })
  return (
    <ConfirmModal
      title="Simulate on closed deals"
      sentence={
        <p>
          Every deal that was won in the last months is rated with this draft and with the terms that applied.
          Nothing is posted and nobody is told.
        </p>
      }
      confirmLabel="Start the simulation"
      pending={simulate.pending}
      problem={simulate.problem}
      shownFields={['months']}
      onConfirm={() => valid && simulate.run({ months: Number(months) })}
      onClose={onClose}
    >
      <TextInput
        label="Months back"
        description="1 to 120. Twelve shows every season once."
        inputMode="numeric"
        autoComplete="off"
        className="decimal short"
        data-autofocus
        value={months}
        onChange={(event) => setMonths(event.currentTarget.value.trim())}
        error={valid ? fieldMessage(simulate.problem, 'months') : 'A number from 1 to 120.'}
      />
    </ConfirmModal>
  )
}
