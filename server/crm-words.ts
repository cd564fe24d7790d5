import { CrmError } from '../connectors/crm.port.ts'
import type { CrmKind, CrmName } from '../connectors/crm-kind.port.ts'
import type { Context } from './context.ts'

/** How a reader is told of a connection's CRM. */
export interface CrmWords {
  /** As its vendor writes it. */
  label: string
  /** Where an admin connects the account again; null where this server has no app for that. */
  reconnectUrl: string | null
}

export type WordCrm = (connection: { crm: CrmName; apiBaseUrl: string }) => CrmWords

/** The words of every connection's CRM. */
export function crmWords({ config, crmKinds }: Pick<Context, 'config' | 'crmKinds'>): WordCrm {
  return ({ crm, apiBaseUrl }) => {
    const kind = crmKinds[crm]
    const { label, install } = kind
    if (!install) return { label, reconnectUrl: null }
    const url = new URL(`${config.publicUrl}/oauth/${crm}/start`)
    const site = siteOf(kind, apiBaseUrl)
    if (site !== null) url.searchParams.set('site', site)
    return { label, reconnectUrl: url.href }
  }
}

/** An address that the kind does not trust (any more) leads nowhere: the admin then says where the account is. */
function siteOf(kind: CrmKind, apiBaseUrl: string): string | null {
  try {
    return kind.siteOf(apiBaseUrl)
  } catch (error) {
    if (error instanceof CrmError) return null
    throw error
  }
}
