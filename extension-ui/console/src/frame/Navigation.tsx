import type { ReactNode } from 'react'
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { NavLink } from 'react-router'
import type { SessionState } from '../api/session.ts'
import type { ApiProblem } from '../api/problem.ts'
import { change } from '../api/request.ts'
import { list, ROLE } from '../format/words.ts'
import {
  CommissionIcon,
  ConnectionIcon,
  CustomerPaymentIcon,
  DealIcon,
  DisputeIcon,
  LedgerIcon,
  PartnerIcon,
  PayoutIcon,
  PeopleIcon,
  PlanIcon,
} from '../parts/icons.tsx'
import { InlineProblem } from '../parts/ProblemPanel.tsx'
import { usePermission, useViewer } from './viewer.ts'

export function Brand() {
  return (
    <span className="brand">
      <img src={`${import.meta.env.BASE_URL}mark.svg`} alt="" width={26} height={26} />
      Partner Desk
    </span>
  )
}

export function Navigation({ withoutBrand = false }: { withoutBrand?: boolean }) {
  const viewer = useViewer()
  const money = usePermission('viewMoney')
  const people = usePermission('managePeople')
  return (
    <div className="side-inner">
      {!withoutBrand && <Brand />}
      <div className="workspace">
        <strong>{viewer.workspace.name}</strong>
        <span>Time zone: {viewer.workspace.timeZone}</span>
      </div>
      <nav aria-label="Console">
        <ul>
          <Item to="/deals" icon={<DealIcon />} label="Deals" />
          <Item to="/partners" icon={<PartnerIcon />} label="Partners" />
          {money.allowed && <Item to="/plans" icon={<PlanIcon />} label="Plans" />}
          {money.allowed && <Item to="/commissions" icon={<CommissionIcon />} label="Commissions" />}
          {money.allowed && <Item to="/payouts" icon={<PayoutIcon />} label="Payouts" />}
          {money.allowed && <Item to="/disputes" icon={<DisputeIcon />} label="Disputes" />}
          {money.allowed && (
            <Item to="/customer-payments" icon={<CustomerPaymentIcon />} label="Customer payments" />
          )}
          {money.allowed && <Item to="/ledger" icon={<LedgerIcon />} label="Ledger" />}
          <Item to="/connections" icon={<ConnectionIcon />} label="Connections" />
          {people.allowed && <Item to="/people" icon={<PeopleIcon />} label="People" />}
        </ul>
      </nav>
      <div className="you">
        <strong>{viewer.user.name}</strong>
        <span>{list(viewer.user.roles.map((role) => ROLE[role].name))}</span>
        {viewer.user.email && <span className="you-mail">{viewer.user.email}</span>}
        <SignOut />
      </div>
    </div>
  )
}

function Item({ to, icon, label }: { to: string; icon: ReactNode; label: string }) {
  return (
    <li>
      <NavLink to={to} className="nav-item">
        {icon}
        {label}
      </NavLink>
    </li>
  )
}

function SignOut() {
  const client = useQueryClient()
  const signOut = useMutation<unknown, ApiProblem>({
    mutationFn: () => change('POST', '/sign-out', {}),
    onSuccess: () => {
      // What the last person saw must not be there for the next one.
      sessionStorage.clear()
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
      client.setQueryData<SessionState>(['session'], { state: 'signed_out' })
    },
  })
  return (
    <>
      <Button variant="default" size="xs" mt={6} loading={signOut.isPending} onClick={() => signOut.mutate()}>
        Sign out
      </Button>
      {signOut.error && <InlineProblem problem={signOut.error} />}
    </>
  )
}
