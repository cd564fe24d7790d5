import { z } from 'zod'
import { validationError } from './api-refusal.ts'
import { associationTypes } from './association-store.ts'
import type { ObjectType } from './object-types.ts'
import type { NewRecord, Portal } from './portal.ts'

export const associationSpec = z.object({
  associationCategory: z.enum(['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK']),
  associationTypeId: z.number().int(),
})

export const associationInput = z.object({
  to: z.object({ id: z.string() }),
  types: z.array(associationSpec).min(1),
})

/** The companies that a new deal is created with. */
export function companyIdsOf(
  portal: Portal,
  from: ObjectType,
  inputs: readonly z.infer<typeof associationInput>[],
): Pick<NewRecord, 'companyIds' | 'primaryCompanyId'> {
  if (inputs.length === 0) return {}
  if (from.id !== '0-3') throw validationError('Only deals can be created with associations here.')
  let primaryCompanyId: string | undefined
  for (const input of inputs) {
    portal.existing('0-2', input.to.id)
    if (isPrimary(input.types)) primaryCompanyId = input.to.id
  }
  return {
    companyIds: inputs.map((input) => input.to.id),
    ...(primaryCompanyId !== undefined && { primaryCompanyId }),
  }
}

const known: readonly number[] = [
  associationTypes.dealToCompany,
  associationTypes.dealToPrimaryCompany,
  associationTypes.companyToDeal,
  associationTypes.primaryCompanyToDeal,
]

/** Whether one of the types says "primary". Refuses types that do not join deals and companies. */
export function isPrimary(types: readonly z.infer<typeof associationSpec>[]): boolean {
  for (const type of types) {
    if (type.associationCategory !== 'HUBSPOT_DEFINED' || !known.includes(type.associationTypeId)) {
      throw validationError(`${type.associationTypeId} is not an association type between these objects`)
    }
  }
  return types.some(
    ({ associationTypeId: id }) =>
      id === associationTypes.dealToPrimaryCompany || id === associationTypes.primaryCompanyToDeal,
  )
}
