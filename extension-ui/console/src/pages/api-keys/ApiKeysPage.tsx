import { useState } from 'react'
import type { ApiKeyList } from '../../../../../shared/contract/finance-api.ts'
import { useApiKeys } from '../../api/finance-resources.ts'
import { Page } from '../../frame/Page.tsx'
import { usePermission } from '../../frame/viewer.ts'
import { ActionButton } from '../../parts/ActionButton.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { PaymentLinks } from '../customer-payments/PaymentLinks.tsx'
import { ApiKeyTable } from './ApiKeyTable.tsx'
import { CreateKeyModal } from './CreateKeyModal.tsx'
import { RevokeKeyModal } from './RevokeKeyModal.tsx'
import { SendingEvents } from './SendingEvents.tsx'

export type ApiKey = ApiKeyList['keys'][number]

export function ApiKeysPage() {
  const keys = useApiKeys()
  const permitted = usePermission('manageApiKeys')
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  return (
    <>
      <PaymentLinks />
      <Page
        title="API keys"
        lead="With a key, a billing system tells this workspace what customers paid. A key can send events and read nothing."
        action={
          <ActionButton permitted={permitted} onClick={() => setCreating(true)}>
            Create key
          </ActionButton>
        }
      >
        <Loaded query={keys} what="the API keys" rows={3}>
          {(data) =>
            data.keys.length === 0 ? (
              <EmptyState title="No keys yet">
                Create one for each system that sends events, so that each can be revoked alone.
              </EmptyState>
            ) : (
              <ApiKeyTable keys={data.keys} onRevoke={setRevoking} />
            )
          }
        </Loaded>
        <SendingEvents />
        {creating && <CreateKeyModal onClose={() => setCreating(false)} />}
        {revoking && <RevokeKeyModal apiKey={revoking} onClose={() => setRevoking(null)} />}
      </Page>
    </>
  )
}
