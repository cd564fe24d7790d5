import { useState } from 'react'
import { SegmentedControl, TextInput } from '@mantine/core'
import type { FxRateDetail } from '../../../../../shared/contract/finance-api.ts'
import { fxRatePath, useFxRate } from '../../api/finance-resources.ts'
import { fieldMessage } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { formatCalendarDate } from '../../format/dates.ts'
import { count } from '../../format/words.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { ReasonField } from '../../parts/ReasonField.tsx'
import { rateFault } from './parse-rates.ts'
import type { Rate } from './RateTable.tsx'
import { type RateStep, whatItDoes } from './what-it-does.ts'

const STEPS = [
  { value: 'correct', label: 'Another value' },
  { value: 'take-back', label: 'There is no such rate' },
]

/** Corrects one rate or takes it back. Nothing is sent before the sentence about its deals could be read. */
export function CorrectRateModal({ rate: row, onClose }: { rate: Rate; onClose(): void }) {
  const detail = useFxRate(row)
  const [step, setStep] = useState<RateStep>('correct')
  const [rate, setRate] = useState('')
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const deals = detail.data?.use.deals ?? 0
  const change = useAction<{ expectedRevision: number; reason: string; rate?: string }>({
    path: `${fxRatePath(row)}/${step}`,
    changes: ['exchange-rates', 'commissions', 'deals', 'ledger', 'payouts', 'partners'],
    success: `The rate is ${step === 'correct' ? 'corrected' : 'taken back'}.${deals > 0 ? ` ${count(deals, 'deal')} will be computed again.` : ''}`,
    onSuccess: onClose,
  })
  const name = `${row.from} to ${row.to} on ${formatCalendarDate(row.on)}`
  const fault = step === 'correct' ? valueFault(rate.trim(), detail.data ?? row) : null
  // Whoever was refused because somebody else was faster has been told what it is by now.
  const expectedRevision = change.problem?.status === 409 ? detail.data?.revision : row.revision
  const confirm = () => {
    setTried(true)
    if (fault || reason.trim() === '' || !detail.data || expectedRevision === undefined) return
    change.run({
      expectedRevision,
      reason: reason.trim(),
      ...(step === 'correct' && { rate: rate.trim() }),
    })
  }
  return (
    <ConfirmModal
      title={`Correct ${name}`}
      sentence={
        <Loaded query={detail} what="the deals that used it" rows={2}>
          {(data) => (
            <>
              <p>
                It is stored as{' '}
                <strong>
                  1 {data.from} = {data.rate} {data.to}
                </strong>
                {data.takenBack && ' and was taken back'}. {whatItDoes(data.use, step).join(' ')}
              </p>
            </>
          )}
        </Loaded>
      }
      confirmLabel={step === 'correct' ? 'Correct the rate' : 'Take the rate back'}
      destructive={step === 'take-back'}
      pending={change.pending}
      problem={change.problem}
      shownFields={['rate', 'reason']}
      onConfirm={confirm}
      onClose={onClose}
    >
      <SegmentedControl
        aria-label="What is wrong with it"
        data={STEPS}
        value={step}
        mt="sm"
        mb="sm"
        onChange={(next) => {
          setStep(next === 'take-back' ? 'take-back' : 'correct')
          setTried(false)
          change.clear()
        }}
      />
      {step === 'correct' && (
        <TextInput
          label="Right value"
          description={`What 1 ${row.from} is worth in ${row.to}.`}
          placeholder="1.0842"
          required
          inputMode="decimal"
          className="decimal"
          maxLength={40}
          data-autofocus
          value={rate}
          onChange={(event) => setRate(event.currentTarget.value)}
          error={tried && fault ? fault : fieldMessage(change.problem, 'rate')}
        />
      )}
      <ReasonField
        label="Reason"
        description="Kept with the rate, and shown in its history."
        value={reason}
        maxLength={500}
        missing={tried}
        error={fieldMessage(change.problem, 'reason')}
        focused={false}
        onChange={setReason}
      />
    </ConfirmModal>
  )
}

function valueFault(
  rate: string,
  { from, to, on, rate: now }: Pick<FxRateDetail, 'from' | 'to' | 'on' | 'rate'>,
) {
  if (rate === now) return `It is ${now} already.`
  const fault = rateFault({ from, to, on, rate })
  return fault && `This ${fault}.`
}
