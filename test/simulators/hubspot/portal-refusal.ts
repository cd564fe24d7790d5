import type { Refusal } from './api-refusal.ts'
import type { PortalProblem } from './portal-problem.ts'

/** The reply that HubSpot gives when the portal refuses a write. */
export function refusalOf(problem: PortalProblem): Refusal {
  switch (problem.kind) {
    case 'invalid_properties':
      return invalidProperties(problem)
    case 'not_found':
      return { status: 404, category: 'OBJECT_NOT_FOUND', message: problem.message }
    case 'invalid':
      return { status: 400, category: 'VALIDATION_ERROR', message: problem.message }
    case 'conflict':
      return { status: 409, category: 'OBJECT_ALREADY_EXISTS', message: problem.message }
  }
}

function invalidProperties(problem: PortalProblem): Refusal {
  const listed = problem.properties.map(({ name, code, message }) => ({
    isValid: false,
    message,
    error: code,
    name,
  }))
  return {
    status: 400,
    category: 'VALIDATION_ERROR',
    message: `Property values were not valid: ${JSON.stringify(listed)}`,
    errors: problem.properties.map(({ name, code, message }) => ({
      message,
      code,
      context: { propertyName: [name] },
    })),
  }
}
