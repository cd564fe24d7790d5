import { useNavigate } from 'react-router'
import { madeId } from '../../api/made-id.ts'
import { useAction } from '../../api/use-action.ts'

/** Makes a draft and opens it. */
export function useNewDraft() {
  const navigate = useNavigate()
  return useAction<{ programmeId: string; basedOn: string | null }>({
    path: '/plan-drafts',
    changes: ['plans'],
    success: 'The draft is made. Nobody’s commission changes until it is published.',
    onSuccess: (reply) => {
      const id = madeId(reply)
      void navigate(id ? `/plans/drafts/${id}` : '/plans')
    },
  })
}
