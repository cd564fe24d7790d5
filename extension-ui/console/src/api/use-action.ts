import { useRef } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { notifications } from '@mantine/notifications'
import { IdempotencyKeys } from './idempotency.ts'
import type { ApiProblem } from './problem.ts'
import { change } from './request.ts'
import type { Subject } from './resources.ts'

export interface Action<Body> {
  run(body: Body): void
  pending: boolean
  problem: ApiProblem | null
  /** Forgets the last problem, for when a form opens again. */
  clear(): void
}

/**
 * One thing that somebody can do. The idempotency key stays the same until it has succeeded, so a retry
 * after a lost answer is done once. Lists that it changes are read again, also after a conflict: then
 * somebody else was faster and the page shows an old state.
 */
export function useAction<Body extends object>(options: {
  method?: 'POST' | 'PUT'
  path: string
  changes: readonly Subject[]
  success: string
  onSuccess?(reply: unknown): void
}): Action<Body> {
  const { method = 'POST', path } = options
  const client = useQueryClient()
  const keys = useRef(new IdempotencyKeys())
  // The mutation says that it runs only with the next render, which a second click may come before.
  const running = useRef(false)
  const refresh = () =>
    Promise.all(options.changes.map((subject) => client.invalidateQueries({ queryKey: [subject] })))

  const mutation = useMutation<unknown, ApiProblem, Body>({
    mutationFn: (body) => {
      const idempotencyKey = keys.current.keyFor(`${method} ${path} ${JSON.stringify(body)}`)
      return change(method, path, { ...body, idempotencyKey })
    },
    onSuccess: async (reply) => {
      keys.current.done()
      notifications.show({
        message: options.success,
        color: 'petrol',
        closeButtonProps: { 'aria-label': 'Dismiss' },
      })
      options.onSuccess?.(reply)
      await refresh()
    },
    onError: async (problem) => {
      if (problem.code === 'idempotency_conflict') keys.current.done()
      if (problem.status === 409) await refresh()
    },
    onSettled: () => {
      running.current = false
    },
  })
  return {
    run: (body) => {
      if (running.current) return
      running.current = true
      mutation.mutate(body)
    },
    pending: mutation.isPending,
    problem: mutation.error,
    clear: mutation.reset,
  }
}
