import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import type {
  BatchDetail,
  BatchList,
  ConnectionList,
  DealFieldChoices,
  DealList,
  JobHealth,
  LedgerPage,
  PartnerDetail,
  PartnerList,
  PayableList,
  PeopleList,
  ProgrammeList,
} from '../../../../shared/contract/console-api.ts'
import type {
  PlanDraftView,
  PlanList,
  PlanVersionDetail,
  SimulationView,
} from '../../../../shared/contract/plan-api.ts'
import type { ApiProblem } from './problem.ts'
import { queryOf, read } from './request.ts'

/** The subjects that a change can make stale: the first part of every query's key. */
export type Subject =
  | 'partners'
  | 'programmes'
  | 'plans'
  | 'simulations'
  | 'deals'
  | 'payouts'
  | 'commissions'
  | 'disputes'
  | 'ledger'
  | 'exchange-rates'
  | 'customer-payments'
  | 'api-keys'
  | 'connections'
  | 'crm-fields'
  | 'jobs'
  | 'people'
  | 'session'
export type Query = Record<string, string | undefined>

const PAGE_SIZE = '50'

export function useResource<Reply>(
  subject: Subject,
  path: string,
  options: { keep?: boolean; pollMs?: (reply: Reply | undefined) => number | false } = {},
) {
  const { pollMs } = options
  return useQuery<Reply, ApiProblem>({
    queryKey: [subject, path],
    queryFn: ({ signal }) => read<Reply>(path, signal),
    ...(options.keep && { placeholderData: keepPreviousData }),
    ...(pollMs && { refetchInterval: (query) => pollMs(query.state.data) }),
  })
}

export const usePage = <Reply>(subject: Subject, path: string, query: Query) =>
  useResource<Reply>(subject, path + queryOf({ limit: PAGE_SIZE, ...query }), { keep: true })

export const usePartners = (query: Query) => usePage<PartnerList>('partners', '/partners', query)
export const usePartner = (id: string) =>
  useResource<PartnerDetail>('partners', `/partners/${encodeURIComponent(id)}`)
/** Several partners by their ids, one answer each. */
export const usePartnersOf = (ids: readonly string[]) =>
  useQueries({
    queries: ids.map((id) => {
      const path = `/partners/${encodeURIComponent(id)}`
      return queryOptions<PartnerDetail, ApiProblem>({
        queryKey: ['partners', path],
        queryFn: ({ signal }) => read<PartnerDetail>(path, signal),
      })
    }),
  })

export const useLedger = (partnerId: string, query: Query) =>
  usePage<LedgerPage>('partners', `/partners/${encodeURIComponent(partnerId)}/ledger`, query)
export const useProgrammes = () => useResource<ProgrammeList>('programmes', '/programmes')
export const usePlans = () => useResource<PlanList>('plans', '/plans')

export const usePlanVersion = (id: string) =>
  useResource<PlanVersionDetail>('plans', `/plan-versions/${encodeURIComponent(id)}`)

export const draftPath = (id: string) => `/plan-drafts/${encodeURIComponent(id)}`

export const usePlanDraft = (id: string) => useResource<PlanDraftView>('plans', draftPath(id))

/** Asked again every second until it is over, so that its bar moves. */
export const useSimulation = (id: string) =>
  useResource<SimulationView>('simulations', `/simulations/${encodeURIComponent(id)}`, {
    pollMs: (reply) => (reply && !['waiting', 'running'].includes(reply.status) ? false : 1_000),
  })

export const useDeals = (query: Query) => usePage<DealList>('deals', '/deals', query)
export const usePayable = () => useResource<PayableList>('payouts', '/payouts/payable')
export const useBatches = (query: Query) => usePage<BatchList>('payouts', '/payouts/batches', query)
export const useBatch = (id: string) =>
  useResource<BatchDetail>('payouts', `/payouts/batches/${encodeURIComponent(id)}`)
export const usePeople = () => useResource<PeopleList>('people', '/people')

/** Asked again every second while a sync runs, so that its bar moves, and now and then otherwise. */
export const useConnections = () =>
  useResource<ConnectionList>('connections', '/connections', {
    pollMs: (reply) =>
      reply?.connections.some((connection) => connection.runs.some((run) => run.status === 'running'))
        ? 1_000
        : 15_000,
  })
/** Asks the CRM: the subject is its own, so that no other change asks it again. */
export const useDealFieldChoices = (connectionId: string) =>
  useResource<DealFieldChoices>('crm-fields', `/connections/${encodeURIComponent(connectionId)}/deal-fields`)
export const useJobs = () => useResource<JobHealth>('jobs', '/jobs', { pollMs: () => 15_000 })
