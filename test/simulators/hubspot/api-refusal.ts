import { randomUUID } from 'node:crypto'
import { HttpResponse } from 'msw'

export interface ErrorDetail {
  message: string
  code?: string
  in?: string
  context?: Record<string, string[]>
}

export interface Refusal {
  status: number
  category: string
  message: string
  subCategory?: string
  errors?: ErrorDetail[]
  context?: Record<string, string[]>
  links?: Record<string, string>
  headers?: Record<string, string>
  /** Members that only some of HubSpot's errors carry, such as `policyName`. */
  extra?: Record<string, unknown>
}

/** Thrown by a handler to answer with one of HubSpot's error bodies. */
export class ApiRefusal extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.name = 'ApiRefusal'
    this.refusal = refusal
  }
}

/** HubSpot's standard error body. https://developers.hubspot.com/docs/api-reference/error-handling */
export function errorResponse(refusal: Refusal): Response {
  const { status, category, message, subCategory, errors, context, links, headers, extra } = refusal
  return HttpResponse.json(
    {
      status: 'error',
      message,
      correlationId: randomUUID(),
      category,
      subCategory,
      errors,
      context,
      links,
      ...extra,
    },
    { status, headers: headers ?? {} },
  )
}

export function validationError(message: string, more: Partial<Refusal> = {}): ApiRefusal {
  return new ApiRefusal({ status: 400, category: 'VALIDATION_ERROR', message, ...more })
}

export function notFound(message: string): ApiRefusal {
  return new ApiRefusal({ status: 404, category: 'OBJECT_NOT_FOUND', message })
}
