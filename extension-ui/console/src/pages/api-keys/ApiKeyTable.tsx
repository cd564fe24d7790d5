import { Button } from '@mantine/core'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Status } from '../../parts/Status.tsx'
import { When } from '../../parts/When.tsx'
import type { ApiKey } from './ApiKeysPage.tsx'

export function ApiKeyTable({ keys, onRevoke }: { keys: readonly ApiKey[]; onRevoke(key: ApiKey): void }) {
  return <DataTable label="API keys" columns={columns(onRevoke)} rows={keys} rowKey={(row) => row.id} />
}

const columns = (onRevoke: (key: ApiKey) => void): Column<ApiKey>[] => [
  {
    header: 'Name',
    names: true,
    cell: (row) => (
      <>
        {row.name}
        <span className="under">
          begins with <code>{row.prefix}</code>
        </span>
      </>
    ),
  },
  { header: 'May', cell: () => 'Send events' },
  {
    header: 'Created by',
    cell: (row) => (
      <>
        {row.createdBy}
        <span className="under">
          <When at={row.createdAt} />
        </span>
      </>
    ),
  },
  {
    header: 'Last used',
    cell: (row) => (row.lastUsedAt ? <When at={row.lastUsedAt} /> : <span className="muted">Never</span>),
  },
  {
    header: 'State',
    cell: (row) =>
      row.revokedAt ? (
        <>
          <Status tone="default" text="Revoked" />
          <span className="under">
            <When at={row.revokedAt} />
          </span>
        </>
      ) : (
        <Status tone="success" text="Active" />
      ),
  },
  {
    header: <span className="sr-only">Actions</span>,
    numeric: true,
    cell: (row) =>
      !row.revokedAt && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="danger"
          aria-label={`Revoke ${row.name}`}
          onClick={() => onRevoke(row)}
        >
          Revoke
        </Button>
      ),
  },
]
