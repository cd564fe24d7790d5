import { useState } from 'react'
import { Button } from '@mantine/core'
import { count } from '../../format/words.ts'
import { Status } from '../../parts/Status.tsx'
import { FindingLine } from './FindingLine.tsx'
import { openErrors, openWarnings, type ShownFinding } from './shown-findings.ts'

/** Everything that lint has to say, in one place, with the way to each line. */
export function FindingsPanel({
  findings,
  onShow,
}: {
  findings: readonly ShownFinding[]
  onShow(finding: ShownFinding): void
}) {
  const [open, setOpen] = useState(false)
  const errors = openErrors(findings).length
  const warnings = openWarnings(findings).length
  return (
    <section className="panel findings-panel" aria-labelledby="findings">
      <div className="findings-head">
        <h2 id="findings" className="sr-only">
          Findings
        </h2>
        <span className="status-line" aria-live="polite">
          <Status
            tone={errors > 0 ? 'danger' : warnings > 0 ? 'warning' : 'success'}
            text={summaryOf(errors, warnings)}
          />
        </span>
        {findings.length > 0 && (
          <Button
            variant="default"
            size="compact-sm"
            aria-expanded={open}
            aria-controls="all-findings"
            onClick={() => setOpen(!open)}
          >
            {open ? 'Hide the list' : 'Show the list'}
          </Button>
        )}
      </div>
      <div id="all-findings" hidden={!open}>
        {open &&
          findings.map((finding) => (
            <FindingLine key={finding.id} finding={finding} onShow={() => onShow(finding)} />
          ))}
      </div>
    </section>
  )
}

function summaryOf(errors: number, warnings: number): string {
  if (errors > 0 && warnings > 0)
    return `${count(errors, 'error')} to mend and ${count(warnings, 'warning')} to answer for before it can be published`
  if (errors > 0) return `${count(errors, 'error')} to mend before it can be published`
  if (warnings > 0) return `${count(warnings, 'warning')} to mend or acknowledge before it can be published`
  return 'Nothing keeps this from being published'
}
