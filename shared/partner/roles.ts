/** What a person of the vendor may do. One person may hold several; a CRM user that we do not know is a rep. */
export const USER_ROLES = ['rep', 'channel_manager', 'finance', 'admin'] as const
export type UserRole = (typeof USER_ROLES)[number]

/** Which role may do what: the one table that server, cards and console go by. */
const ALLOWED = {
  viewDeal: ['rep', 'channel_manager', 'finance', 'admin'],
  viewEveryRegistration: ['channel_manager', 'finance', 'admin'],
  tagPartner: ['rep', 'channel_manager', 'admin'],
  changeLockedCredit: ['channel_manager'],
  submitRegistration: ['rep', 'channel_manager', 'admin'],
  decideRegistration: ['channel_manager', 'admin'],
  recordCustomerPayment: ['finance', 'admin'],
  viewConsole: ['rep', 'channel_manager', 'finance', 'admin'],
  viewMoney: ['channel_manager', 'finance', 'admin'],
  managePartners: ['channel_manager', 'admin'],
  editPlans: ['channel_manager', 'finance', 'admin'],
  publishPlan: ['finance', 'admin'],
  openDispute: ['rep', 'channel_manager', 'finance', 'admin'],
  decideDispute: ['channel_manager', 'finance', 'admin'],
  closePeriod: ['finance', 'admin'],
  manageLedger: ['finance', 'admin'],
  matchPayments: ['finance', 'admin'],
  manageApiKeys: ['admin'],
  createPayoutBatch: ['finance'],
  approvePayoutBatch: ['finance', 'admin'],
  manageConnections: ['admin'],
  managePeople: ['admin'],
} as const satisfies Record<string, readonly UserRole[]>

export type Permission = keyof typeof ALLOWED

export function may(roles: readonly UserRole[], permission: Permission): boolean {
  return ALLOWED[permission].some((role: UserRole) => roles.includes(role))
}

/** The roles that would be enough, for the sentence that tells somebody whom to ask. */
export function rolesThatMay(permission: Permission): readonly UserRole[] {
  return ALLOWED[permission]
}

/** Everything that somebody with these roles may do. */
export function permissionsOf(roles: readonly UserRole[]): Permission[] {
  // The keys of a constant are its own.
  return (Object.keys(ALLOWED) as Permission[]).filter((permission) => may(roles, permission))
}
