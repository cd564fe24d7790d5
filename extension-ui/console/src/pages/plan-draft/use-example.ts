import { useEffect, useState } from 'react'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { ExampleReply, ExampleRequest } from '../../../../../shared/contract/plan-api.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { ask } from '../../api/request.ts'
import { draftPath } from '../../api/resources.ts'

const TYPING_PAUSE_MS = 300

export interface Example {
  /** The last good answer, also while the next one is on its way or could not be given. */
  reply: ExampleReply | null
  /** It belongs to what is on the screen now. */
  current: boolean
  loading: boolean
  problem: ApiProblem | null
  retry(): void
}

/**
 * The worked example, lint and sentences of what is typed, asked for when typing pauses. The question is the key of the answer:
 * an answer to an older question is dropped, and its request cancelled.
 */
export function useExample(draftId: string, request: ExampleRequest | null): Example {
  const question = request && JSON.stringify(request)
  const [asked] = useDebouncedValue(question, TYPING_PAUSE_MS)
  const query = useQuery<ExampleReply, ApiProblem>({
    queryKey: ['plan-example', draftId, asked],
    queryFn: ({ signal }) => ask(`${draftPath(draftId)}/example`, JSON.parse(asked ?? '{}'), signal),
    enabled: asked !== null,
    staleTime: Infinity,
    gcTime: 60_000,
  })
  const [last, setLast] = useState<ExampleReply | null>(null)
  useEffect(() => {
    if (query.data) setLast(query.data)
  }, [query.data])
  const settled = asked === question
  return {
    reply: query.data ?? last,
    current: settled && query.isSuccess,
    loading: question !== null && (!settled || query.isFetching),
    problem: settled ? query.error : null,
    retry: () => void query.refetch(),
  }
}
