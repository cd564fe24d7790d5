import type { UserRole } from '../../../shared/partner/roles.ts'
import type { Person } from '../workbench-api.ts'

export interface DemoPerson extends Person {
  role: UserRole
}

/** The four people that a visitor can be. Each is the same person in both CRMs. */
export const PEOPLE: readonly [DemoPerson, DemoPerson, DemoPerson, DemoPerson] = [
  {
    userId: 1001,
    salesforceUserId: '005Hp000000Rey1IAC',
    firstName: 'Riley',
    lastName: 'Reyes',
    email: 'riley.reyes@meridian.example',
    role: 'rep',
    roleName: 'Rep',
    does: 'Owns deals: tags partners and registers deals for them.',
  },
  {
    userId: 1002,
    salesforceUserId: '005Hp000000Mor2IAC',
    firstName: 'Casey',
    lastName: 'Moreau',
    email: 'casey.moreau@meridian.example',
    role: 'channel_manager',
    roleName: 'Channel manager',
    does: 'Runs the partner programme: approves registrations.',
  },
  {
    userId: 1003,
    salesforceUserId: '005Hp000000Oka3IAC',
    firstName: 'Finley',
    lastName: 'Okafor',
    email: 'finley.okafor@meridian.example',
    role: 'finance',
    roleName: 'Finance',
    does: 'Records customer payments and pays partners.',
  },
  {
    userId: 1004,
    salesforceUserId: '005Hp000000Lin4IAC',
    firstName: 'Avery',
    lastName: 'Lindqvist',
    email: 'avery.lindqvist@meridian.example',
    role: 'admin',
    roleName: 'Admin',
    does: 'Installed the app; the second person who approves a payout batch.',
  },
]

export const [REP, CHANNEL_MANAGER, FINANCE, ADMIN] = PEOPLE

export const personById = (userId: unknown): DemoPerson | undefined =>
  PEOPLE.find((person) => person.userId === userId)

export const personBySalesforceId = (userId: unknown): DemoPerson | undefined =>
  PEOPLE.find((person) => person.salesforceUserId === userId)
