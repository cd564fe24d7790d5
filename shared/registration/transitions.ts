import { may, type Permission, rolesThatMay, type UserRole } from '../partner/roles.ts'
import { ACTION_WORDS, ROLE_WORDS, STATE_WORDS } from './words.ts'

export const REGISTRATION_STATES = [
  'draft',
  'submitted',
  'in_review',
  'info_requested',
  'approved',
  'rejected',
  'won',
  'lost',
  'expired',
  'withdrawn',
] as const
export type RegistrationState = (typeof REGISTRATION_STATES)[number]

export const REGISTRATION_ACTIONS = [
  'submit',
  'review',
  'approve',
  'reject',
  'ask',
  'answer',
  'withdraw',
  'win',
  'lose',
  'expire',
  'reopen',
] as const
export type RegistrationAction = (typeof REGISTRATION_ACTIONS)[number]

/** What must come with an action. `other_person`: somebody else than who submitted. */
export type Requirement = 'complete' | 'other_person' | 'reject_reason' | 'question' | 'answer' | 'reason'

export interface Transition {
  from: RegistrationState
  action: RegistrationAction
  to: RegistrationState
  /** `system`: it follows from something else (a deal closed, time passed) and nobody can ask for it. */
  who: Permission | 'system'
  requires: readonly Requirement[]
}

const decisions = (from: RegistrationState): Transition[] => [
  { from, action: 'approve', to: 'approved', who: 'decideRegistration', requires: ['other_person'] },
  {
    from,
    action: 'reject',
    to: 'rejected',
    who: 'decideRegistration',
    requires: ['other_person', 'reject_reason'],
  },
  {
    from,
    action: 'ask',
    to: 'info_requested',
    who: 'decideRegistration',
    requires: ['other_person', 'question'],
  },
]
const withdrawal = (from: RegistrationState): Transition => ({
  from,
  action: 'withdraw',
  to: 'withdrawn',
  who: 'submitRegistration',
  requires: ['reason'],
})

/** Every way that a registration can move; what is not here cannot happen. */
export const TRANSITIONS: readonly Transition[] = [
  { from: 'draft', action: 'submit', to: 'submitted', who: 'submitRegistration', requires: ['complete'] },
  withdrawal('draft'),
  { from: 'submitted', action: 'review', to: 'in_review', who: 'decideRegistration', requires: [] },
  ...decisions('submitted'),
  withdrawal('submitted'),
  ...decisions('in_review'),
  withdrawal('in_review'),
  {
    from: 'info_requested',
    action: 'answer',
    to: 'in_review',
    who: 'submitRegistration',
    requires: ['answer'],
  },
  ...decisions('info_requested').filter(({ action }) => action === 'reject'),
  withdrawal('info_requested'),
  { from: 'approved', action: 'win', to: 'won', who: 'system', requires: [] },
  { from: 'approved', action: 'lose', to: 'lost', who: 'system', requires: [] },
  { from: 'approved', action: 'expire', to: 'expired', who: 'system', requires: [] },
  withdrawal('approved'),
  // A deal can be reopened; its protection then counts on from where it was.
  { from: 'won', action: 'reopen', to: 'approved', who: 'system', requires: [] },
  { from: 'lost', action: 'reopen', to: 'approved', who: 'system', requires: [] },
]

/** Still waiting for a decision. */
export const OPEN_STATES: readonly RegistrationState[] = ['submitted', 'in_review', 'info_requested']

export interface Mover {
  userId: string
  roles: readonly UserRole[]
}

export type Move =
  | { allowed: true; to: RegistrationState; requires: readonly Requirement[] }
  | { allowed: false; why: 'state' | 'permission' | 'own_registration'; because: string }

/** Where an action leads from a state, whoever asks; undefined when it cannot happen there. */
export function nextState(
  from: RegistrationState,
  action: RegistrationAction,
): RegistrationState | undefined {
  return find(from, action)?.to
}

/** Whether this mover may take this action now, and if not, the sentence to show. */
export function decideMove(
  registration: { state: RegistrationState; submittedBy: string },
  action: RegistrationAction,
  mover: Mover | 'system',
): Move {
  const transition = find(registration.state, action)
  if (!transition) {
    const because = `A registration that ${STATE_WORDS[registration.state]} cannot be ${ACTION_WORDS[action]}.`
    return { allowed: false, why: 'state', because }
  }
  const { to, who, requires } = transition
  if (mover === 'system') return { allowed: true, to, requires }
  if (who === 'system') {
    return {
      allowed: false,
      why: 'permission',
      because: 'This happens by itself when the deal closes or time runs out.',
    }
  }
  if (!may(mover.roles, who)) {
    const enough = rolesThatMay(who).map((role) => ROLE_WORDS[role])
    return { allowed: false, why: 'permission', because: `Only ${listed(enough)} may do this.` }
  }
  if (requires.includes('other_person') && mover.userId === registration.submittedBy) {
    const because = 'You submitted this registration, so somebody else decides on it.'
    return { allowed: false, why: 'own_registration', because }
  }
  return { allowed: true, to, requires }
}

/** Every action with whether it is open to this mover: what a card draws its buttons from. */
export function allowedActions(
  registration: { state: RegistrationState; submittedBy: string },
  mover: Mover,
): Record<RegistrationAction, { allowed: boolean; because: string | null }> {
  const entries = REGISTRATION_ACTIONS.map((action) => {
    const move = decideMove(registration, action, mover)
    return [action, { allowed: move.allowed, because: move.allowed ? null : move.because }] as const
  })
  // fromEntries forgets the keys; they are exactly REGISTRATION_ACTIONS.
  return Object.fromEntries(entries) as Record<
    RegistrationAction,
    { allowed: boolean; because: string | null }
  >
}

function find(from: RegistrationState, action: RegistrationAction): Transition | undefined {
  return TRANSITIONS.find((transition) => transition.from === from && transition.action === action)
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
