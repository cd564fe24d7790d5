import { useId } from 'react'
import { Button, Switch } from '@mantine/core'
import { formatCalendarDate } from '../../format/dates.ts'
import { findingPlace } from '../plan-terms/finding-place.ts'
import { recordOf, textOf, type Terms } from '../plan-terms/terms.ts'
import { DECIDING_DATE, EARNING, OPEN_DEALS } from '../plan-terms/words-of-terms.ts'
import { useEdit, useField } from './edit-context.ts'
import { EarningParts } from './EarningParts.tsx'
import { ChoiceField } from './fields/ChoiceField.tsx'
import { TextField } from './fields/TextField.tsx'
import { FindingLine } from './FindingLine.tsx'

/** Which deals the version is for, and when its commission is earned. Folded to a line once it is right. */
export function HeadPanel({
  policies,
  open,
  onOpen,
}: {
  policies: readonly string[]
  open: boolean
  onOpen(open: boolean): void
}) {
  const { terms, findings, readOnly } = useEdit()
  const formId = useId()
  const here = findings.filter(({ path }) => findingPlace(path).on !== 'rule')
  return (
    <section className="panel pad head-panel" aria-labelledby="head">
      <div className="section-head">
        <div>
          <h2 id="head">Window and earning</h2>
          <p className="muted">
            {windowText(terms)} · {textOf(terms.currency) || 'no currency'} ·{' '}
            {textOf(terms.timeZone) || 'no time zone'}
          </p>
        </div>
        <Button
          variant="default"
          size="xs"
          aria-expanded={open}
          aria-controls={formId}
          onClick={() => onOpen(!open)}
        >
          {open ? 'Fold' : readOnly ? 'Show' : 'Change'}
        </Button>
      </div>
      {here.map((finding) => (
        <FindingLine key={finding.id} finding={finding} />
      ))}
      {!open && policies.length > 0 && (
        <ul className="sentences small">
          {policies.map((policy) => (
            <li key={policy}>{policy}</li>
          ))}
        </ul>
      )}
      <div id={formId} hidden={!open}>
        {open && <HeadForm />}
      </div>
    </section>
  )
}

function HeadForm() {
  return (
    <div className="form">
      <div className="four">
        <TextField path={['effectiveFrom']} type="date" label="First close date" />
        <LastDate />
        <TextField
          path={['currency']}
          label="Currency"
          description="Three letters, such as USD."
          maxLength={3}
          onText={(text) => text.toUpperCase()}
        />
        <TextField
          path={['timeZone']}
          label="Time zone"
          description="In which a close date is a day."
          placeholder="America/New_York"
        />
      </div>
      <div className="pair">
        <div className="stack">
          <Deciding />
          <Open />
          <Sharing />
        </div>
        <EarningKind />
      </div>
    </div>
  )
}

function LastDate() {
  const { value } = useField(['effectiveTo'])
  return (
    <TextField
      path={['effectiveTo']}
      type="date"
      label="Last close date"
      optional
      {...(!value && { description: 'Empty: until the next version begins.' })}
    />
  )
}

function Deciding() {
  const field = useField(['decidingDate'])
  return (
    <ChoiceField
      label="Which date decides"
      choices={DECIDING_DATE}
      value={textOf(field.value) || 'closeDate'}
      error={field.error}
      disabled={field.disabled}
      onChoose={field.set}
    />
  )
}

function Open() {
  const field = useField(['openDeals'])
  return (
    <ChoiceField
      label="Deals already open"
      choices={OPEN_DEALS}
      value={textOf(field.value) || 'newTerms'}
      error={field.error}
      disabled={field.disabled}
      onChoose={field.set}
    />
  )
}

function Sharing() {
  const field = useField(['splitSourcing'])
  return (
    <Switch
      label="Several partners may share one deal"
      description="Their shares of the sourcing then sum to 100 %."
      checked={field.value === true}
      disabled={field.disabled}
      onChange={(event) => field.set(event.currentTarget.checked)}
    />
  )
}

function EarningKind() {
  const field = useField(['earning'])
  const kind = textOf(recordOf(field.value).kind)
  return (
    <div className="stack">
      <ChoiceField
        label="When commission becomes payable"
        choices={EARNING}
        value={kind}
        error={kind === 'dated' ? undefined : field.error}
        disabled={field.disabled}
        onChoose={(chosen) =>
          field.set(
            chosen === 'dated' ? { kind: chosen, parts: [{ date: '', percent: '100' }] } : { kind: chosen },
          )
        }
      />
      {kind === 'dated' && <EarningParts />}
    </div>
  )
}

function windowText(terms: Terms): string {
  const day = (value: unknown) => {
    const date = textOf(value)
    return /^\d{4}-\d{2}-\d{2}$/.test(date) ? formatCalendarDate(date) : ''
  }
  const [from, to] = [day(terms.effectiveFrom), day(terms.effectiveTo)]
  if (!from) return 'No first close date yet'
  return to ? `Deals closed ${from} to ${to}` : `Deals closed from ${from}`
}
