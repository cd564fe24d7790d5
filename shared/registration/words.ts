import type { UserRole } from '../partner/roles.ts'
import type { RegistrationAction, RegistrationState } from './transitions.ts'

/** The state after "a registration that …". */
export const STATE_WORDS: Record<RegistrationState, string> = {
  draft: 'is a draft',
  submitted: 'is submitted',
  in_review: 'is in review',
  info_requested: 'waits for an answer',
  approved: 'is approved',
  rejected: 'was rejected',
  won: 'was won',
  lost: 'was lost',
  expired: 'has expired',
  withdrawn: 'was withdrawn',
}

/** The action after "cannot be …". */
export const ACTION_WORDS: Record<RegistrationAction, string> = {
  submit: 'submitted',
  review: 'taken into review',
  approve: 'approved',
  reject: 'rejected',
  ask: 'sent back with a question',
  answer: 'answered',
  withdraw: 'withdrawn',
  win: 'won',
  lose: 'lost',
  expire: 'expired',
  reopen: 'reopened',
}

export const ROLE_WORDS: Record<UserRole, string> = {
  rep: 'a rep',
  channel_manager: 'a channel manager',
  finance: 'finance',
  admin: 'an admin',
}
