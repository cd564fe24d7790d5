import { http, HttpResponse, type HttpHandler } from 'msw'
import { ApiError } from './api-error.ts'
import { Routes, type Endpoint } from './endpoint.ts'
import { errorReply, toResponse } from './reply.ts'

export interface ControlRequest {
  params: Record<string, string>
  query: URLSearchParams
  text: string
}

export interface ControlEndpoint {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Behind `/simulator`. */
  path: string
  answer: (request: ControlRequest) => object | Promise<object>
}

/** The control API. Bodies must be JSON by their content type, which a page of another site cannot send unasked. */
export function controlHandler(endpoints: readonly ControlEndpoint[]): HttpHandler {
  const routes = new Routes(
    endpoints.map(({ method, path, answer }): Endpoint => ({
      method,
      path: `/simulator${path}`,
      kind: 'control',
      answer: async (request) => ({ status: 200, body: await answer(request) }),
    })),
  )
  return http.all('*/simulator/*', async ({ request }) => {
    const { pathname, searchParams, origin } = new URL(request.url)
    const found = routes.find(request.method, pathname)
    if (found === undefined) return errorReply(new ApiError(404, 'NOT_FOUND', pathname))
    if (
      request.method !== 'GET' &&
      !(request.headers.get('content-type') ?? '').startsWith('application/json')
    )
      return errorReply(new ApiError(400, 'JSON_ONLY', 'The control API takes application/json only.'))
    try {
      return toResponse(
        await found.endpoint.answer({
          method: request.method,
          origin,
          path: pathname,
          params: found.params,
          query: searchParams,
          headers: request.headers,
          text: await request.text(),
          userId: '',
          signal: request.signal,
        }),
      )
    } catch (error) {
      if (error instanceof ApiError) return errorReply(error)
      const message = error instanceof Error ? error.message : String(error)
      return HttpResponse.json([{ errorCode: 'REFUSED', message }], { status: 400 })
    }
  })
}
