import { createBrowserRouter, redirect } from 'react-router'
import { Frame } from './frame/Frame.tsx'
import { CrashPage } from './frame/CrashPage.tsx'
import { NotFoundPage } from './pages/NotFoundPage.tsx'

/** Each page is its own chunk: somebody who opens a payout does not load the people page. */
export const makeRouter = () =>
  createBrowserRouter(
    [
      {
        path: '/',
        element: <Frame />,
        errorElement: <CrashPage />,
        hydrateFallbackElement: <></>,
        children: [
          { index: true, loader: () => redirect('/deals'), element: null },
          {
            path: 'deals',
            lazy: async () => ({ Component: (await import('./pages/deals/DealsPage.tsx')).DealsPage }),
          },
          {
            path: 'partners',
            lazy: async () => ({
              Component: (await import('./pages/partners/PartnersPage.tsx')).PartnersPage,
            }),
          },
          {
            path: 'partners/:partnerId',
            lazy: async () => ({ Component: (await import('./pages/partner/PartnerPage.tsx')).PartnerPage }),
          },
          {
            path: 'plans',
            lazy: async () => ({ Component: (await import('./pages/plans/PlansPage.tsx')).PlansPage }),
          },
          {
            path: 'plans/versions/:versionId',
            lazy: async () => ({
              Component: (await import('./pages/plan-version/PlanVersionPage.tsx')).PlanVersionPage,
            }),
          },
          {
            path: 'plans/drafts/:draftId',
            lazy: async () => ({
              Component: (await import('./pages/plan-draft/PlanDraftPage.tsx')).PlanDraftPage,
            }),
          },
          {
            path: 'plans/simulations/:simulationId',
            lazy: async () => ({
              Component: (await import('./pages/simulation/SimulationPage.tsx')).SimulationPage,
            }),
          },
          {
            path: 'payouts',
            lazy: async () => ({ Component: (await import('./pages/payouts/PayoutsPage.tsx')).PayoutsPage }),
          },
          {
            path: 'payouts/batches/:batchId',
            lazy: async () => ({ Component: (await import('./pages/batch/BatchPage.tsx')).BatchPage }),
          },
          {
            path: 'commissions',
            lazy: async () => ({
              Component: (await import('./pages/commissions/CommissionsPage.tsx')).CommissionsPage,
            }),
          },
          {
            path: 'commissions/:lineId',
            lazy: async () => ({
              Component: (await import('./pages/commission/CommissionPage.tsx')).CommissionPage,
            }),
          },
          {
            path: 'disputes',
            lazy: async () => ({
              Component: (await import('./pages/disputes/DisputesPage.tsx')).DisputesPage,
            }),
          },
          {
            path: 'customer-payments',
            lazy: async () => ({
              Component: (await import('./pages/customer-payments/EventsPage.tsx')).EventsPage,
            }),
          },
          {
            path: 'customer-payments/deals',
            lazy: async () => ({
              Component: (await import('./pages/customer-payments/PaidDealsPage.tsx')).PaidDealsPage,
            }),
          },
          {
            path: 'customer-payments/deals/:dealId',
            lazy: async () => ({
              Component: (await import('./pages/customer-payments/DealPaymentsPage.tsx')).DealPaymentsPage,
            }),
          },
          {
            path: 'customer-payments/api-keys',
            lazy: async () => ({ Component: (await import('./pages/api-keys/ApiKeysPage.tsx')).ApiKeysPage }),
          },
          {
            path: 'ledger',
            lazy: async () => ({
              Component: (await import('./pages/ledger/TrialBalancePage.tsx')).TrialBalancePage,
            }),
          },
          {
            path: 'ledger/months',
            lazy: async () => ({ Component: (await import('./pages/ledger/MonthsPage.tsx')).MonthsPage }),
          },
          {
            path: 'ledger/account-codes',
            lazy: async () => ({
              Component: (await import('./pages/ledger/AccountCodesPage.tsx')).AccountCodesPage,
            }),
          },
          {
            path: 'ledger/exchange-rates',
            lazy: async () => ({
              Component: (await import('./pages/exchange-rates/ExchangeRatesPage.tsx')).ExchangeRatesPage,
            }),
          },
          {
            path: 'connections',
            lazy: async () => ({
              Component: (await import('./pages/connections/ConnectionsPage.tsx')).ConnectionsPage,
            }),
          },
          {
            path: 'people',
            lazy: async () => ({ Component: (await import('./pages/people/PeoplePage.tsx')).PeoplePage }),
          },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
    { basename: '/console' },
  )
