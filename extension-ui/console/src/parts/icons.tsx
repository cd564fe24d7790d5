import type { ReactNode } from 'react'

/** Line drawings beside words; the words carry the meaning. */
const Icon = ({ children, size = 18 }: { children: ReactNode; size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth={1.9}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {children}
  </svg>
)

export const DealIcon = () => (
  <Icon>
    <path d="M4 7h16v12H4z M9 7V5h6v2 M4 12h16" />
  </Icon>
)
export const PartnerIcon = () => (
  <Icon>
    <circle cx="7" cy="8" r="3" />
    <circle cx="17" cy="8" r="3" />
    <path d="M2.5 19c0-3 2-5 4.5-5s4.5 2 4.5 5 M12.5 19c0-3 2-5 4.5-5s4.5 2 4.5 5" />
  </Icon>
)
export const PlanIcon = () => (
  <Icon>
    <path d="M6 3h9l4 4v14H6z M9.5 12h6 M9.5 16h6 M9.5 8h2" />
  </Icon>
)
export const PayoutIcon = () => (
  <Icon>
    <path d="M3 6h18v12H3z M12 9.5v5 M7 12h.01 M17 12h.01" />
  </Icon>
)
export const CommissionIcon = () => (
  <Icon>
    <path d="M6 18 18 6" />
    <circle cx="7.5" cy="7.5" r="2.5" />
    <circle cx="16.5" cy="16.5" r="2.5" />
  </Icon>
)
export const DisputeIcon = () => (
  <Icon>
    <path d="M5 21V4 M5 5h13l-2.5 4L18 13H5" />
  </Icon>
)
export const CustomerPaymentIcon = () => (
  <Icon>
    <path d="M12 3v10 M8 9.5l4 4 4-4 M4 15v5h16v-5" />
  </Icon>
)
export const LedgerIcon = () => (
  <Icon>
    <path d="M5 3h14v18H5z M9 3v18 M12 8h4 M12 12h4" />
  </Icon>
)
export const ConnectionIcon = () => (
  <Icon>
    <path d="M9 7V3 M15 7V3 M7 7h10v4a5 5 0 0 1-10 0z M12 16v5" />
  </Icon>
)
export const PeopleIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="4" />
    <path d="M4.5 20c1-4 4-6 7.5-6s6.5 2 7.5 6" />
  </Icon>
)
export const CheckIcon = () => (
  <Icon size={14}>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
)
export const CrossIcon = () => (
  <Icon size={14}>
    <path d="M6 6l12 12 M18 6 6 18" />
  </Icon>
)
export const SearchIcon = () => (
  <Icon size={16}>
    <circle cx="10.5" cy="10.5" r="6" />
    <path d="m15 15 5 5" />
  </Icon>
)
export const OutsideIcon = () => (
  <Icon size={13}>
    <path d="M14 4h6v6 M20 4l-9 9 M18 14v6H4V6h6" />
  </Icon>
)
export const UpIcon = () => (
  <Icon size={14}>
    <path d="M12 19V6 M6 11.5 12 5.5l6 6" />
  </Icon>
)
export const DownIcon = () => (
  <Icon size={14}>
    <path d="M12 5v13 M6 12.5l6 6 6-6" />
  </Icon>
)
