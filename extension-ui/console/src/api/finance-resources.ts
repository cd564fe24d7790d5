import type {
  AccountCodes,
  ApiKeyList,
  CommissionDetail,
  CommissionList,
  CustomerEventList,
  DealsWithoutRate,
  DealPayments,
  DisputeList,
  FxRateDetail,
  FxRateList,
  LedgerMonths,
  TrialBalance,
} from '../../../../shared/contract/finance-api.ts'
import { queryOf } from './request.ts'
import { usePage, useResource, type Query, type Subject } from './resources.ts'

export const useCommissions = (query: Query) => usePage<CommissionList>('commissions', '/commissions', query)
export const commissionPath = (id: string) => `/commissions/${encodeURIComponent(id)}`
export const useCommission = (id: string) => useResource<CommissionDetail>('commissions', commissionPath(id))
export const useDisputes = (query: Query) => usePage<DisputeList>('disputes', '/disputes', query)

export const useTrialBalance = (months: { from: string; to: string }) =>
  useResource<TrialBalance>('ledger', `/ledger/trial-balance${queryOf(months)}`, { keep: true })
export const useLedgerMonths = () => useResource<LedgerMonths>('ledger', '/ledger/months')
export const useAccountCodes = () => useResource<AccountCodes>('ledger', '/ledger/account-codes')
export const useFxRates = (query: Query) => usePage<FxRateList>('exchange-rates', '/fx-rates', query)
export const useDealsWithoutRate = () => useResource<DealsWithoutRate>('exchange-rates', '/fx-rates/waiting')
export const fxRatePath = ({ from, to, on }: Pick<FxRateDetail, 'from' | 'to' | 'on'>) =>
  `/fx-rates/${encodeURIComponent(`${from}-${to}-${on}`)}`
export const useFxRate = (rate: Pick<FxRateDetail, 'from' | 'to' | 'on'>) =>
  useResource<FxRateDetail>('exchange-rates', fxRatePath(rate))

export const useCustomerEvents = (query: Query) =>
  usePage<CustomerEventList>('customer-payments', '/customer-events', query)
export const dealPaymentsPath = (dealId: string) => `/deals/${encodeURIComponent(dealId)}/payments`
export const useDealPayments = (dealId: string) =>
  useResource<DealPayments>('customer-payments', dealPaymentsPath(dealId))
export const useApiKeys = () => useResource<ApiKeyList>('api-keys', '/api-keys')

/** What shows money that a dispute holds or releases. */
export const AFTER_DISPUTE: readonly Subject[] = ['commissions', 'disputes', 'ledger', 'payouts', 'partners']
/** What shows money that a customer's payment makes payable. */
export const AFTER_PAYMENT: readonly Subject[] = [
  'customer-payments',
  'commissions',
  'ledger',
  'payouts',
  'partners',
  'deals',
]
