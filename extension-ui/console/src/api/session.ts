import { useQuery } from '@tanstack/react-query'
import type { SessionView } from '../../../../shared/contract/console-api.ts'
import { ApiProblem } from './problem.ts'
import { read } from './request.ts'

export type SessionState = { state: 'signed_in'; session: SessionView } | { state: 'signed_out' }

/** Who is looking. Not being signed in is an answer, not an error. */
export function useSessionState() {
  return useQuery<SessionState, ApiProblem>({
    queryKey: ['session'],
    queryFn: async ({ signal }) => {
      try {
        return { state: 'signed_in', session: await read<SessionView>('/session', signal) }
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 401) return { state: 'signed_out' }
        throw error
      }
    },
    staleTime: 60_000,
  })
}
