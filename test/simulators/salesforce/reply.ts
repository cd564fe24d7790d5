import { HttpResponse } from 'msw'
import type { ApiError } from './api-error.ts'
import { writeJson } from './wire-json.ts'

/** An answer before it becomes bytes; `composite` puts such answers into its own. */
export interface Answer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const noContent: Answer = { status: 204 }
export const errorAnswer = (error: ApiError): Answer => ({ status: error.status, body: [error.item] })

/** Text bodies keep the content type that their headers name; everything else is JSON. */
export function toResponse({ status, body, headers = {} }: Answer): Response {
  if (body === undefined) return new HttpResponse(null, { status, headers })
  if (typeof body === 'string') return new HttpResponse(body, { status, headers })
  return new HttpResponse(writeJson(body), {
    status,
    headers: { 'Content-Type': 'application/json;charset=UTF-8', ...headers },
  })
}

export const errorReply = (error: ApiError): Response => toResponse(errorAnswer(error))
