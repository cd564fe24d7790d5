import { useState } from 'react'
import { TextInput } from '@mantine/core'
import type { CreatedApiKey } from '../../../../../shared/contract/finance-api.ts'
import { fieldMessage } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { ConfirmModal } from '../../parts/ConfirmModal.tsx'
import { NewSecretModal } from './NewSecretModal.tsx'

/** Makes a key and shows its secret, which nobody can read again once this is closed. */
export function CreateKeyModal({ onClose }: { onClose(): void }) {
  const [name, setName] = useState('')
  const [missing, setMissing] = useState(false)
  const [created, setCreated] = useState<CreatedApiKey | null>(null)
  const create = useAction<{ name: string; scopes: ['events:write'] }>({
    path: '/api-keys',
    changes: ['api-keys'],
    success: 'The key is created.',
    // The contract's schema stays on the server; here its type is the promise.
    onSuccess: (reply) => setCreated(reply as CreatedApiKey),
  })
  const confirm = () => {
    setMissing(name.trim() === '')
    if (name.trim() !== '') create.run({ name: name.trim(), scopes: ['events:write'] })
  }
  if (created) return <NewSecretModal created={created} onClose={onClose} />
  return (
    <ConfirmModal
      title="Create API key"
      sentence={
        <p>
          Whoever has the key can tell this workspace of payments and refunds, which makes commission payable.
          Its secret is shown <strong>once</strong>.
        </p>
      }
      confirmLabel="Create the key"
      pending={create.pending}
      problem={create.problem}
      shownFields={['name']}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="The system that uses it."
        placeholder="Billing"
        required
        mt="md"
        maxLength={100}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={missing && name.trim() === '' ? 'Name the system.' : fieldMessage(create.problem, 'name')}
      />
    </ConfirmModal>
  )
}
