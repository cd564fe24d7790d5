import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem } from './problem.ts'

/** One cache for the page. A session that ends meanwhile is noticed by whichever request meets it first. */
export function makeQueryClient(): QueryClient {
  const noticeSignedOut = (error: Error) => {
    if (error instanceof ApiProblem && error.status === 401)
      void client.invalidateQueries({ queryKey: ['session'] })
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noticeSignedOut }),
    mutationCache: new MutationCache({ onError: noticeSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // Only what may pass by itself is asked again; a refusal stays a refusal.
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiProblem && [0, 502, 503, 504].includes(error.status),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
      mutations: { retry: false },
    },
  })
  return client
}
