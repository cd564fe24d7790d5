import { useEffect, useState } from 'react'
import type { OpportunityStage } from '../../../workbench-api.ts'
import { SldsIcon } from '../slds-icon.tsx'

interface StagePathProps {
  stages: OpportunityStage[]
  stage: string
  /** Answers whether it was saved. */
  onChoose(stage: string): Promise<boolean>
}

const CLOSED = 'Closed'

/** The path of stages: choose one, then mark it as the current one. All closed stages share the last step. */
export function StagePath({ stages, stage, onChoose }: StagePathProps) {
  const closed = stages.filter((each) => each.closed)
  const now = stages.find(({ name }) => name === stage)
  const last = now?.closed ? now.name : CLOSED
  const steps = [...stages.filter((each) => !each.closed).map(({ name }) => name), last]
  const current = steps.indexOf(stage)
  const [selected, setSelected] = useState(stage)
  const [closedStage, setClosedStage] = useState(closed[0]?.name ?? '')
  const [saving, setSaving] = useState(false)
  useEffect(() => setSelected(stage), [stage])

  const move = (event: React.KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const next = step === undefined ? undefined : steps[steps.indexOf(selected) + step]
    if (next === undefined) return
    event.preventDefault()
    setSelected(next)
    document.getElementById(idOf(steps.indexOf(next)))?.focus()
  }
  const asksWhich = selected === last
  const chosen = asksWhich ? closedStage : selected
  const mark = async (): Promise<void> => {
    setSaving(true)
    await onChoose(chosen)
    setSaving(false)
  }

  return (
    <div className="slds-path sf-path">
      <div className="slds-grid slds-path__track">
        <div className="slds-grid slds-path__scroller-container">
          <div className="slds-path__scroller">
            <div className="slds-path__scroller_inner">
              <ul
                className="slds-path__nav"
                role="listbox"
                aria-label="Path"
                aria-orientation="horizontal"
                onKeyDown={move}
              >
                {steps.map((name, index) => (
                  <li key={name} role="presentation" className={`slds-path__item ${lookOf(index, name)}`}>
                    <a
                      id={idOf(index)}
                      role="option"
                      className="slds-path__link"
                      aria-selected={name === selected}
                      tabIndex={name === selected ? 0 : -1}
                      onClick={() => setSelected(name)}
                    >
                      <span className="slds-path__stage">
                        <SldsIcon sprite="utility" name="check" className="slds-icon slds-icon_x-small" />
                      </span>
                      <span className="slds-path__title">
                        {name}
                        {name === stage && <span className="slds-assistive-text"> (current stage)</span>}
                      </span>
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          </div>
        </div>
        <div className="slds-grid slds-path__action">
          {asksWhich && (
            <select
              className="slds-select"
              aria-label="Closed stage"
              value={closedStage}
              onChange={(event) => setClosedStage(event.target.value)}
            >
              {closed.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
          <button
            type="button"
            className="slds-button slds-button_brand slds-path__mark-complete"
            disabled={saving || chosen === stage}
            onClick={() => void mark()}
          >
            Mark as Current Stage
          </button>
        </div>
      </div>
    </div>
  )

  function lookOf(index: number, name: string): string {
    const look = name === selected ? ' slds-is-active' : ''
    if (index !== current)
      return (current === -1 || index > current ? 'slds-is-incomplete' : 'slds-is-complete') + look
    if (!now?.closed) return `slds-is-current${look}`
    return (now.won ? 'slds-is-won' : 'slds-is-lost') + look
  }
}

const idOf = (index: number): string => `stage-${index}`
