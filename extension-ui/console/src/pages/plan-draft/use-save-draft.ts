import { useRef } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { PlanDraftView } from '../../../../../shared/contract/plan-api.ts'
import { IdempotencyKeys } from '../../api/idempotency.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { change } from '../../api/request.ts'
import { draftPath } from '../../api/resources.ts'
import type { Terms } from '../plan-terms/terms.ts'
import type { DraftEditing } from './use-draft-editing.ts'

export interface SaveDraft {
  /** Settles with whether it is saved; never throws. */
  save(): Promise<boolean>
  pending: boolean
  problem: ApiProblem | null
}

/**
 * Saves what is on the screen over the revision that it was made from. When somebody else was faster, theirs is read
 * and shown; nothing is overwritten and nothing typed is lost.
 */
export function useSaveDraft(draftId: string, editing: DraftEditing): SaveDraft {
  const client = useQueryClient()
  const keys = useRef(new IdempotencyKeys())
  const path = draftPath(draftId)
  const mutation = useMutation<PlanDraftView, ApiProblem, { revision: number; terms: Terms }>({
    mutationFn: async (body) => {
      const idempotencyKey = keys.current.keyFor(JSON.stringify(body))
      // The server checks its replies against the contract before it sends them.
      return (await change('PUT', path, { ...body, idempotencyKey })) as PlanDraftView
    },
    onSuccess: (draft, sent) => {
      keys.current.done()
      editing.step({ kind: 'saved', draft, sent: sent.terms })
      client.setQueryData(['plans', path], draft)
      void client.invalidateQueries({ queryKey: ['plans', '/plans'] })
    },
    onError: async (problem) => {
      if (problem.code === 'idempotency_conflict') keys.current.done()
      if (problem.status === 409) await client.invalidateQueries({ queryKey: ['plans', path] })
    },
  })
  return {
    save: async () => {
      if (mutation.isPending) return false
      const body = { revision: editing.base.revision, terms: editing.terms }
      return mutation.mutateAsync(body).then(
        () => true,
        () => false,
      )
    },
    pending: mutation.isPending,
    // Once theirs is on the page, that says it better.
    problem: mutation.error?.status === 409 && editing.theirs ? null : mutation.error,
  }
}
