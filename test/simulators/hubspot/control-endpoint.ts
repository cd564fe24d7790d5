import { http, HttpResponse, type HttpHandler } from 'msw'
import { ApiRefusal, errorResponse, validationError } from './api-refusal.ts'
import { PortalProblem } from './portal-problem.ts'
import { refusalOf } from './portal-refusal.ts'

export interface ControlRequest {
  params: Record<string, string>
  query: URLSearchParams
  text: string
}

/** One address of the control API. Bodies must be JSON by their content type, which a page of another site cannot send unasked. */
export function control(
  method: 'get' | 'post' | 'patch' | 'delete',
  path: string,
  answer: (request: ControlRequest) => object | Promise<object>,
): HttpHandler {
  return http[method](`*${path}`, async ({ request, params }) => {
    try {
      const text = method === 'get' ? '' : await request.text()
      if (method !== 'get' && !(request.headers.get('content-type') ?? '').startsWith('application/json')) {
        throw validationError('The control API takes application/json only.')
      }
      const plain = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
      return HttpResponse.json(
        await answer({ params: plain, query: new URL(request.url).searchParams, text }),
      )
    } catch (error) {
      return refused(error)
    }
  })
}

export function refused(error: unknown): Response {
  if (error instanceof ApiRefusal) return errorResponse(error.refusal)
  if (error instanceof PortalProblem) return errorResponse(refusalOf(error))
  throw error
}
