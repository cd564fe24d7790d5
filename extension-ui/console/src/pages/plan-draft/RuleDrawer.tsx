import { useRef, useState } from 'react'
import { Button, Drawer, Group } from '@mantine/core'
import type { ExampleReply, PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import { CREDIT_ROLE } from '../../format/words.ts'
import { Money } from '../../parts/Money.tsx'
import { findingsOfRule } from '../plan-terms/finding-place.ts'
import { listOf, rulesOf, textOf } from '../plan-terms/terms.ts'
import { setAt } from '../plan-terms/terms-path.ts'
import { useEdit } from './edit-context.ts'
import { FindingLine } from './FindingLine.tsx'
import { BoundFields } from './rule/BoundFields.tsx'
import { IdentityFields } from './rule/IdentityFields.tsx'
import { OverrideFields } from './rule/OverrideFields.tsx'
import { RateFields } from './rule/RateFields.tsx'
import { WhenFields } from './rule/WhenFields.tsx'

/** One rule, all of it. Changes show in the sentence and in the worked example at once; they are saved with the draft. */
export function RuleDrawer({
  index: asked,
  programme,
  sentences,
  lines,
  onClose,
}: {
  /** null: closed. */
  index: number | null
  programme: PlanDraftView['programme']
  sentences: ExampleReply['rules']
  /** What the worked example comes to now. */
  lines: ExampleReply['lines']
  onClose(): void
}) {
  // While it slides out it still shows the rule that it showed.
  const [last, setLast] = useState(asked)
  if (asked !== null && asked !== last) setLast(asked)
  const index = asked ?? last
  const { terms } = useEdit()
  const rule = index === null ? undefined : rulesOf(terms)[index]
  return (
    <Drawer
      opened={asked !== null}
      onClose={onClose}
      position="right"
      size="min(46rem, 100vw)"
      title={index === null ? 'Rule' : `Rule ${index + 1}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
      className="rule-drawer"
    >
      {index !== null && rule && (
        <RuleForm
          // Another rule in the same drawer begins anew.
          key={index}
          index={index}
          programme={programme}
          sentence={sentences.find(({ id }) => id === textOf(rule.id))?.text ?? null}
          lines={lines}
          onClose={onClose}
        />
      )}
    </Drawer>
  )
}

function RuleForm({
  index,
  programme,
  sentence,
  lines,
  onClose,
}: {
  index: number
  programme: PlanDraftView['programme']
  sentence: string | null
  lines: ExampleReply['lines']
  onClose(): void
}) {
  const { terms, findings, readOnly, change } = useEdit()
  const opened = useRef<unknown>(listOf(terms.rules)[index])
  const at = ['rules', index]
  const unchanged = Object.is(opened.current, listOf(terms.rules)[index])
  return (
    <div className="form rule-form">
      <div className="rule-now" aria-live="polite">
        <p>
          {sentence ?? <span className="muted">This rule cannot be read yet: see what is marked below.</span>}
        </p>
        {lines.length > 0 && (
          <p className="example-amounts">
            Worked example:{' '}
            {lines.map((line, place) => (
              <span key={line.role}>
                {place > 0 && ' · '}
                {CREDIT_ROLE[line.role].toLowerCase()}{' '}
                {line.amount ? <Money money={line.amount} /> : 'no amount'}
              </span>
            ))}
          </p>
        )}
      </div>
      {findingsOfRule(findings, index).map((finding) => (
        <FindingLine key={finding.id} finding={finding} />
      ))}
      <IdentityFields at={at} />
      <RateFields at={at} />
      <WhenFields at={at} programme={programme} />
      <BoundFields at={at} />
      <OverrideFields at={at} />
      <Group justify="space-between" className="drawer-foot">
        {readOnly ? (
          <span />
        ) : (
          <Button
            variant="default"
            disabled={unchanged}
            onClick={() => change((before) => setAt(before, at, opened.current))}
          >
            Undo changes to this rule
          </Button>
        )}
        <Button onClick={onClose}>Done</Button>
      </Group>
    </div>
  )
}
