import { useAction } from '../../api/use-action.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import type { ApiKey } from './ApiKeysPage.tsx'

export function RevokeKeyModal({ apiKey, onClose }: { apiKey: ApiKey; onClose(): void }) {
  const revoke = useAction<Record<string, never>>({
    path: `/api-keys/${encodeURIComponent(apiKey.id)}/revoke`,
    changes: ['api-keys'],
    success: `${apiKey.name} is revoked.`,
    onSuccess: onClose,
  })
  return (
    <ConfirmModal
      title={`Revoke ${apiKey.name}`}
      sentence={
        <p>
          Its next request is refused, and so is every later one: payments that this system sends are not
          taken until it has another key. What it sent before stays.{' '}
          <strong>A revoked key cannot be used again.</strong>
        </p>
      }
      confirmLabel="Revoke this key"
      destructive
      pending={revoke.pending}
      problem={revoke.problem}
      onConfirm={() => revoke.run({})}
      onClose={onClose}
    />
  )
}
