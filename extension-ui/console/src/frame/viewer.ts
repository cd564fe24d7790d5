import { createContext, useContext } from 'react'
import type { SessionView } from '../../../../shared/contract/console-api.ts'

export const ViewerContext = createContext<SessionView | null>(null)

/** The signed-in person. Only pages inside the frame may ask. */
export function useViewer(): SessionView {
  const viewer = useContext(ViewerContext)
  if (!viewer) throw new Error('useViewer outside the signed-in frame')
  return viewer
}

/** Why somebody without the permission cannot do it, and whom to ask. */
const WHO_MAY = {
  viewMoney: 'Amounts are shown to channel managers, finance and admins.',
  managePartners: 'Channel managers and admins can add partners.',
  editPlans: 'Channel managers, finance and admins write plans.',
  createPayoutBatch: 'Only finance can make payout batches.',
  approvePayoutBatch: 'Finance and admins can approve payout batches.',
  manageLedger: 'Finance and admins keep the ledger and its exchange rates.',
  manageApiKeys: 'Admins make and revoke API keys.',
  manageConnections: 'Admins manage connections.',
  managePeople: 'Admins manage what people may do.',
} as const
export type Permission = keyof typeof WHO_MAY

export type Permitted = { allowed: boolean; because: string | null }

export function usePermission(permission: Permission): Permitted {
  const allowed = useViewer().permissions.includes(permission)
  return { allowed, because: allowed ? null : WHO_MAY[permission] }
}
