import { SectionLinks } from '../../parts/SectionLinks.tsx'

const LINKS = [
  { to: '/ledger', label: 'Trial balance' },
  { to: '/ledger/months', label: 'Months' },
  { to: '/ledger/account-codes', label: 'Account codes' },
  { to: '/ledger/exchange-rates', label: 'Exchange rates' },
]

export const LedgerLinks = () => <SectionLinks label="Ledger" links={LINKS} />
