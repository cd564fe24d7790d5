import { useEffect, useRef, useState } from 'react'
import { ActionIcon, Button } from '@mantine/core'
import type { ExampleReply } from '../../../../../shared/contract/plan-api.ts'
import { DownIcon, UpIcon } from '../../parts/icons.tsx'
import { findingsOfRule } from '../plan-terms/finding-place.ts'
import { duplicateRule, insertRule, moveRule, newRule, removeRule } from '../plan-terms/rule-list.ts'
import { RuleTable } from '../plan-terms/RuleTable.tsx'
import { listOf, rulesOf, textOf } from '../plan-terms/terms.ts'
import { useEdit } from './edit-context.ts'
import { FindingLine } from './FindingLine.tsx'

/** The rules with everything that can be done to their list. */
export function RulesPanel({
  sentences,
  onEdit,
}: {
  sentences: ExampleReply['rules']
  onEdit(index: number): void
}) {
  const { terms, findings, readOnly, change } = useEdit()
  const rules = rulesOf(terms)
  const panel = useRef<HTMLElement>(null)
  const focusNext = useRef<string | null>(null)
  const [removed, setRemoved] = useState<{ rule: unknown; index: number } | null>(null)
  const [said, setSaid] = useState('')
  // Moving a line takes the focus from the button that moved it; it goes with the rule.
  useEffect(() => {
    if (focusNext.current) panel.current?.querySelector<HTMLElement>(focusNext.current)?.focus()
    focusNext.current = null
  }, [terms])

  const name = (index: number) => textOf(rules[index]?.id) || `rule ${index + 1}`
  const move = (index: number, by: -1 | 1) => {
    const target = index + by
    if (target < 0 || target >= rules.length) return
    focusNext.current = `[data-move="${target}:${by}"]`
    setSaid(`${name(index)} is number ${target + 1} of ${rules.length} now.`)
    change((before) => moveRule(before, index, by))
  }
  const remove = (index: number) => {
    setRemoved({ rule: listOf(terms.rules)[index], index })
    setSaid(`${name(index)} is deleted.`)
    focusNext.current = '[data-undo]'
    change((before) => removeRule(before, index))
  }
  const undo = () => {
    if (!removed) return
    focusNext.current = `[data-edit="${removed.index}"]`
    setSaid('The rule is back.')
    change((before) => insertRule(before, removed.index, removed.rule))
    setRemoved(null)
  }
  const add = () => {
    change((before) => insertRule(before, rules.length, newRule(before)))
    onEdit(rules.length)
  }

  return (
    <section ref={panel} aria-labelledby="rules">
      <div className="section-head">
        <div>
          <h2 id="rules">Rules</h2>
          <p className="muted">
            For each partner on a deal the first rule that matches pays; a stacking one comes on top.
          </p>
        </div>
        {!readOnly && (
          <Button variant="default" size="xs" onClick={add}>
            Add rule
          </Button>
        )}
      </div>
      <span className="sr-only" aria-live="polite">
        {said}
      </span>
      {removed && (
        <p className="undo-bar note">
          Rule <code>{textOf(rulesOf({ rules: [removed.rule] })[0]?.id)}</code> is deleted.{' '}
          <Button data-undo size="compact-xs" variant="default" onClick={undo}>
            Undo
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={() => setRemoved(null)}>
            Dismiss
          </Button>
        </p>
      )}
      {rules.length === 0 ? (
        <div className="panel state">
          <h3>No rule yet</h3>
          <p>Without a rule nobody earns anything. Add the first one and say whom it pays for what.</p>
          {!readOnly && <Button onClick={add}>Add the first rule</Button>}
        </div>
      ) : (
        <RuleTable
          terms={terms}
          sentences={sentences}
          extras={{
            before: (index) =>
              !readOnly && (
                <span className="movers">
                  <Mover index={index} by={-1} name={name(index)} end={index === 0} onMove={move} />
                  <Mover
                    index={index}
                    by={1}
                    name={name(index)}
                    end={index === rules.length - 1}
                    onMove={move}
                  />
                </span>
              ),
            actions: (index) => (
              <>
                <Button
                  data-edit={index}
                  size="compact-xs"
                  variant="default"
                  aria-label={`${readOnly ? 'Show' : 'Edit'} ${name(index)}`}
                  onClick={() => onEdit(index)}
                >
                  {readOnly ? 'Show' : 'Edit'}
                </Button>
                {!readOnly && (
                  <>
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      aria-label={`Duplicate ${name(index)}`}
                      onClick={() => {
                        focusNext.current = `[data-edit="${index + 1}"]`
                        setSaid(`${name(index)} is duplicated.`)
                        change((before) => duplicateRule(before, index))
                      }}
                    >
                      Duplicate
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color="danger"
                      aria-label={`Delete ${name(index)}`}
                      onClick={() => remove(index)}
                    >
                      Delete
                    </Button>
                  </>
                )}
              </>
            ),
            below: (index) => {
              const here = findingsOfRule(findings, index)
              if (here.length === 0) return null
              return (
                <tr className="rule-findings">
                  <td colSpan={6}>
                    {here.map((finding) => (
                      <FindingLine key={finding.id} finding={finding} />
                    ))}
                  </td>
                </tr>
              )
            },
          }}
        />
      )}
    </section>
  )
}

function Mover({
  index,
  by,
  name,
  end,
  onMove,
}: {
  index: number
  by: -1 | 1
  name: string
  end: boolean
  onMove(index: number, by: -1 | 1): void
}) {
  return (
    <ActionIcon
      data-move={`${index}:${by}`}
      size="sm"
      variant="subtle"
      color="gray.7"
      aria-label={`Move ${name} ${by < 0 ? 'up' : 'down'}`}
      // Not `disabled`: a rule that has arrived at an end keeps the focus there.
      aria-disabled={end}
      onClick={() => onMove(index, by)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
          event.preventDefault()
          onMove(index, event.key === 'ArrowUp' ? -1 : 1)
        }
      }}
    >
      {by < 0 ? <UpIcon /> : <DownIcon />}
    </ActionIcon>
  )
}
