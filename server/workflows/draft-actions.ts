import { onlyWhoMay } from '../../shared/partner/only-who-may.ts'
import type { Permission } from '../../shared/partner/roles.ts'
import { may } from '../../shared/partner/roles.ts'
import type { TakeOver } from '../../shared/plan/publish-window.ts'
import type { Actor } from '../auth/actor.ts'
import type { DraftRecord } from '../db/plan-draft-store.ts'
import { Refusal } from '../errors.ts'
import type { ReviewedFinding } from './review-draft.ts'

export type DraftAction = 'edit' | 'propose' | 'publish' | 'return' | 'discard' | 'simulate'

/** Whether somebody may do it now; if not, why, and whether by a rule or because of how the draft stands. */
export type Step =
  | { allowed: true; because: null }
  | { allowed: false; because: string; code: 'forbidden' | 'conflict' | 'rule_violated' }

export interface DraftFacts {
  draft: Pick<DraftRecord, 'status' | 'editedBy'>
  findings: readonly ReviewedFinding[]
  /** null while the terms are no plan. */
  takeOver: TakeOver | null
  /** All users who may be the person that asks. */
  logins: ReadonlySet<string>
}

/** The one place that says who may do what with a draft: pages ask it what to offer, workflows what to refuse. */
export function draftActions(actor: Actor, facts: DraftFacts): Record<DraftAction, Step> {
  const step = (permission: Permission, ...conditions: (Step | null)[]): Step =>
    [permitted(actor, permission), ...conditions].find((one) => one !== null) ?? ALLOWED
  const { status } = facts.draft
  return {
    edit: step('editPlans', inState(status, ['draft'])),
    propose: step('editPlans', inState(status, ['draft']), withoutErrors(facts)),
    publish: step(
      'publishPlan',
      inState(status, ['proposed']),
      bySecondPerson(facts),
      withoutErrors(facts),
      acknowledged(facts),
      withWindow(facts),
    ),
    return: step('editPlans', inState(status, ['proposed'])),
    discard: step('editPlans', inState(status, ['draft', 'proposed'])),
    simulate: step('editPlans', inState(status, ['draft', 'proposed']), readable(facts)),
  }
}

/** Throws what a step that is not allowed says. */
export function refuseUnlessAllowed(step: Step): void {
  if (!step.allowed) throw new Refusal(step.code, step.because)
}

const ALLOWED: Step = { allowed: true, because: null }

const refused = (code: 'forbidden' | 'conflict' | 'rule_violated', because: string): Step => ({
  allowed: false,
  because,
  code,
})

function permitted(actor: Actor, permission: Permission): Step | null {
  return may(actor.roles, permission) ? null : refused('forbidden', onlyWhoMay(permission))
}

function inState(status: DraftRecord['status'], states: readonly DraftRecord['status'][]): Step | null {
  return states.includes(status) ? null : refused('conflict', STANDS[status])
}

const STANDS: Record<DraftRecord['status'], string> = {
  draft: 'It is a draft; propose it first.',
  proposed: 'It is proposed; return it to its authors first.',
  published: 'It is published; make a new draft from it.',
  discarded: 'It is discarded.',
}

function bySecondPerson({ draft, logins }: DraftFacts): Step | null {
  return draft.editedBy.some((userId) => logins.has(userId))
    ? refused('rule_violated', 'You worked on this draft, so somebody else publishes it.')
    : null
}

function withoutErrors({ findings }: Pick<DraftFacts, 'findings'>): Step | null {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (!first) return null
  const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return refused('rule_violated', `Mend the errors first: ${first.message}${rest}`)
}

/** Terms with errors can be tried as long as they are a plan. */
function readable(facts: DraftFacts): Step | null {
  return facts.takeOver ? null : (withoutErrors(facts) ?? NO_PLAN)
}

function acknowledged({ findings }: DraftFacts): Step | null {
  const open = findings.filter((one) => one.severity === 'warning' && !one.acknowledged)
  const [first] = open
  if (!first) return null
  const rest = open.length > 1 ? ` (and ${open.length - 1} more)` : ''
  return refused(
    'rule_violated',
    `Somebody has to say that each warning is meant, and why: ${first.message}${rest}`,
  )
}

function withWindow({ takeOver }: DraftFacts): Step | null {
  if (!takeOver) return NO_PLAN
  return takeOver.ok ? null : refused('rule_violated', takeOver.because)
}

const NO_PLAN = refused('rule_violated', 'The terms are no plan yet.')
