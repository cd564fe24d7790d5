import { useState } from 'react'
import { SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { fieldMessage } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { dayIn } from '../../format/dates.ts'
import { count } from '../../format/words.ts'
import { useViewer } from '../../frame/viewer.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import type { MissingRate } from './DealsWaiting.tsx'
import { parseRates, rateFault, type EnteredRate, type ReadRates } from './parse-rates.ts'
import { RateFaults } from './RateFaults.tsx'
import { RateFields } from './RateFields.tsx'
import { serverFaults } from './server-faults.ts'

const MODES = [
  { value: 'one', label: 'One rate' },
  { value: 'several', label: 'Paste several' },
]

/** One rate by its fields, or many as lines of text. Nothing is sent while a line is wrong. */
export function AddRatesModal({
  missing,
  onClose,
}: {
  /** What deals wait for. */
  missing: MissingRate | undefined
  onClose(): void
}) {
  const { now, workspace } = useViewer()
  const [mode, setMode] = useState('one')
  const [one, setOne] = useState<EnteredRate>({
    from: '',
    to: '',
    on: dayIn(now, workspace.timeZone),
    rate: '',
    ...missing,
  })
  const [text, setText] = useState('')
  const [source, setSource] = useState('')
  const [tried, setTried] = useState(false)
  const [sentLines, setSentLines] = useState<readonly number[]>([])
  const read = mode === 'one' ? readOne(one) : parseRates(text)
  const add = useAction<{ rates: EnteredRate[]; source: string }>({
    path: '/fx-rates',
    changes: ['exchange-rates', 'commissions', 'deals', 'ledger', 'payouts', 'partners'],
    success: read.rates.length === 1 ? 'The rate is stored.' : `${read.rates.length} rates are stored.`,
    onSuccess: onClose,
  })
  const ready = read.rates.length > 0 && read.faults.length === 0 && source.trim() !== ''
  const confirm = () => {
    setTried(true)
    if (!ready) return
    setSentLines(read.lines)
    add.run({ rates: read.rates, source: source.trim() })
  }
  const refused = serverFaults(add.problem, sentLines)
  return (
    <ConfirmModal
      title="Add exchange rates"
      sentence={
        <p>
          Rates are stored <strong>for good</strong>: what was converted with one can be computed again. Won
          deals that waited for one accrue their commission. One that is wrong is corrected with a reason.
        </p>
      }
      confirmLabel={read.rates.length > 1 ? `Store ${count(read.rates.length, 'rate')}` : 'Store the rate'}
      pending={add.pending}
      problem={add.problem}
      shownFields={['source', 'rates']}
      onConfirm={confirm}
      onClose={onClose}
    >
      <SegmentedControl
        aria-label="How to enter them"
        data={MODES}
        value={mode}
        mt="sm"
        mb="sm"
        onChange={(next) => {
          setMode(next)
          setTried(false)
          add.clear()
        }}
      />
      {mode === 'one' ? (
        <RateFields rate={one} fault={tried ? (read.faults[0]?.message ?? null) : null} onChange={setOne} />
      ) : (
        <Textarea
          label="Rates"
          description="One per line: from, to, on, rate. For example EUR, USD, 2026-11-02, 1.0842"
          required
          autosize
          minRows={6}
          maxRows={14}
          classNames={{ input: 'code-input' }}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={tried && text.trim() === '' && 'Paste at least one line.'}
        />
      )}
      {mode === 'several' && text.trim() !== '' && (
        <p role="status" className="muted small">
          {count(read.rates.length, 'rate')} read
          {read.faults.length > 0 && `, ${count(read.faults.length, 'line')} to mend`}.
        </p>
      )}
      <RateFaults
        faults={refused.length > 0 ? refused : mode === 'several' ? read.faults : []}
        one={mode === 'one'}
      />
      <TextInput
        label="Source"
        description="Where the rates are from, for whoever checks them."
        placeholder="ECB reference rates"
        required
        mt="md"
        maxLength={200}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
        error={
          tried && source.trim() === '' ? 'Name where they are from.' : fieldMessage(add.problem, 'source')
        }
      />
    </ConfirmModal>
  )
}

function readOne(one: EnteredRate): ReadRates {
  const rate = {
    ...one,
    from: one.from.trim().toUpperCase(),
    to: one.to.trim().toUpperCase(),
    rate: one.rate.trim(),
  }
  const message = rateFault(rate)
  return message
    ? { rates: [], lines: [], faults: [{ line: 1, message }] }
    : { rates: [rate], lines: [1], faults: [] }
}
