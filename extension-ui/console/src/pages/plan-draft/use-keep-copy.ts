import { useRef } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { notifications } from '@mantine/notifications'
import { useNavigate } from 'react-router'
import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import { IdempotencyKeys } from '../../api/idempotency.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { change } from '../../api/request.ts'
import { draftPath } from '../../api/resources.ts'
import type { Terms } from '../plan-terms/terms.ts'

/**
 * Puts terms into a draft of their own, beside the one that they were written for. Both steps keep their keys until both
 * have succeeded, so that trying again makes one copy.
 */
export function useKeepCopy(draft: PlanDraftView, onKept: () => void) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const made = useRef(new IdempotencyKeys())
  const saved = useRef(new IdempotencyKeys())
  const mutation = useMutation<PlanDraftView, ApiProblem, Terms>({
    mutationFn: async (terms) => {
      const origin = { programmeId: draft.programme.id, basedOn: draft.basedOn?.id ?? null }
      // The server checks its replies against the contract before it sends them.
      const copy = (await change('POST', '/plan-drafts', {
        ...origin,
        idempotencyKey: made.current.keyFor(JSON.stringify(origin)),
      })) as PlanDraftView
      const body = { revision: copy.revision, terms }
      return (await change('PUT', draftPath(copy.id), {
        ...body,
        idempotencyKey: saved.current.keyFor(JSON.stringify([copy.id, body])),
      })) as PlanDraftView
    },
    onSuccess: async (copy) => {
      made.current.done()
      saved.current.done()
      onKept()
      notifications.show({
        message: 'Yours is a draft of its own now.',
        color: 'petrol',
        closeButtonProps: { 'aria-label': 'Dismiss' },
      })
      await client.invalidateQueries({ queryKey: ['plans'] })
      await navigate(`/plans/drafts/${copy.id}`, { state: { kept: true } })
    },
  })
  return {
    keep: (terms: Terms) => mutation.mutate(terms),
    pending: mutation.isPending,
    problem: mutation.error,
  }
}
