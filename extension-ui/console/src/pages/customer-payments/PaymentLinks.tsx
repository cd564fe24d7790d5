import { usePermission } from '../../frame/viewer.ts'
import { SectionLinks } from '../../parts/SectionLinks.tsx'

const LINKS = [
  { to: '/customer-payments', label: 'Events' },
  { to: '/customer-payments/deals', label: 'By deal' },
]
const KEYS = { to: '/customer-payments/api-keys', label: 'API keys' }

/** Only who manages keys may read their list. */
export function PaymentLinks() {
  const keys = usePermission('manageApiKeys')
  return <SectionLinks label="Customer payments" links={keys.allowed ? [...LINKS, KEYS] : LINKS} />
}
