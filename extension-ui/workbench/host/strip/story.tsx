import { useState } from 'react'
import type { Bootstrap, Person, StateView, StoryStep } from '../../workbench-api.ts'
import { usePath } from '../router.tsx'
import type { Crm } from './crm-switch.tsx'

interface StoryProps {
  /** Whose page the checklist is on. */
  crm: Crm
  bootstrap: Bootstrap
  person: Person
  state: StateView | null
  onBePerson(userId: number): void
}

/** The checklist. Its ticks come from what really happened in the app, however it happened. */
export function Story({ crm, bootstrap, person, state, onBePerson }: StoryProps) {
  const [open, setOpen] = useState(true)
  const steps = state?.story ?? []
  const done = steps.filter((step) => step.done).length
  const next = steps.find((step) => !step.done)
  return (
    <section className="wb-story" aria-labelledby="story-title">
      <h2 id="story-title">
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          See the whole story in two minutes
          <span className="wb-story-count">
            {done} of {steps.length}
          </span>
        </button>
      </h2>
      <div className="wb-story-bar" aria-hidden="true">
        <div style={{ width: `${steps.length > 0 ? (done / steps.length) * 100 : 0}%` }} />
      </div>
      {open && (
        <ol>
          {steps.map((step) => (
            <li key={step.key} className={step.done ? 'wb-done' : step === next ? 'wb-next' : undefined}>
              <span className="wb-tick" aria-hidden="true">
                {step.done ? '✓' : ''}
              </span>
              <div>
                <span>
                  {step.title}
                  <span className="hs-visually-hidden">{step.done ? ' (done)' : ''}</span>
                </span>
                {step === next && <StepHint {...{ crm, bootstrap, person, step, onBePerson }} />}
              </div>
            </li>
          ))}
        </ol>
      )}
      {state?.problem && <p className="wb-story-problem">The ticks may be behind: {state.problem}</p>}
    </section>
  )
}

const PLACES: { crm: Crm; name: string; other: string }[] = [
  { crm: 'hubspot', name: 'Open the deal', other: 'Do it in HubSpot' },
  { crm: 'salesforce', name: 'Open the opportunity', other: 'Do it in Salesforce' },
]

type StepHintProps = Omit<StoryProps, 'state'> & { step: StoryStep }

function StepHint({ crm, bootstrap, person, step, onBePerson }: StepHintProps) {
  const path = usePath().split('?')[0]
  const doer = bootstrap.people.find((candidate) => candidate.userId === step.personId)
  return (
    <>
      <p>{step.hint}</p>
      <p className="wb-story-links">
        {doer && doer.userId !== person.userId && (
          <button type="button" onClick={() => onBePerson(doer.userId)}>
            Continue as {doer.firstName}, {doer.roleName.toLowerCase()}
          </button>
        )}
        {PLACES.map(({ crm: there, name, other }) => {
          const target = step.paths[there]
          return target !== null && target !== path ? (
            <a key={there} href={target}>
              {there === crm ? name : other}
            </a>
          ) : null
        })}
      </p>
    </>
  )
}
