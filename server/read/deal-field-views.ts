import { sql } from 'kysely'
import type { ConnectionList } from '../../shared/contract/console-api.ts'
import { DEAL_FIELDS, type DealFieldName } from '../../shared/crm/deal-fields.ts'
import type { Connection } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'

type DealFieldView = ConnectionList['connections'][number]['dealFields'][number]

/** Which field of the CRM holds each fact, on how many active deals it is filled, and what is wrong with it. */
export async function dealFieldViews(
  tx: WorkspaceTx,
  { id, dealFields }: Pick<Connection, 'id' | 'dealFields'>,
): Promise<DealFieldView[]> {
  const views: DealFieldView[] = []
  for (const field of DEAL_FIELDS) {
    const name = dealFields[field] ?? null
    const held = name === null ? undefined : await heldOf(tx, id, field)
    views.push({
      field,
      name,
      filled: Number(held?.filled ?? 0n),
      problem: held ? problemOf(held) : null,
    })
  }
  return views
}

interface Held {
  filled: bigint
  unusable: bigint
  example: string | null
}

const COLUMN: Readonly<Record<DealFieldName, string>> = {
  firstYearAcv: 'first_year_acv_minor',
  grossMargin: 'gross_margin_minor',
  region: 'region',
}

async function heldOf(
  tx: WorkspaceTx,
  connectionId: string,
  field: DealFieldName,
): Promise<Held | undefined> {
  const { rows } = await sql<Held>`
    select count(${sql.ref(COLUMN[field])}) as filled, count(field_problems->>${field}::text) as unusable,
        min(field_problems->>${field}::text) as example
      from deal
      where workspace_id = ${tx.workspaceId}::uuid and connection_id = ${connectionId}::uuid and state = 'active'`.execute(
    tx.db,
  )
  return rows[0]
}

function problemOf({ unusable, example }: Held): string | null {
  if (example === null) return null
  const deals = unusable === 1n ? 'One deal has' : `${unusable.toLocaleString('en')} deals have`
  return `${deals} no value that can be used. ${example}`
}
