import React, { useCallback, useMemo } from 'react'
import { useExtensionActions, useExtensionContext } from '@hubspot/ui-extensions'
import { partnerDeskApi } from '../api/partner-desk-api.ts'
import { createFormat } from '../format/format.ts'
import { useDealCard } from '../hooks/use-deal-card.ts'
import { useRecordRefresh } from '../hooks/use-record-refresh.ts'
import { useSeenDeal } from '../hooks/use-seen-deal.ts'
import { CardBody } from './CardBody.tsx'
import { CardFailed } from './CardFailed.tsx'
import { CardLoading } from './CardLoading.tsx'
import { CardNotConfigured } from './CardNotConfigured.tsx'
import type { Desk } from './desk.ts'

/** The deal card: who brought or helped this deal, what it earns them, and the next step. */
export const DealPartners = () => {
  const { crm, variables } = useExtensionContext<'crm.record.tab'>()
  const origin = variables?.['API_ORIGIN']
  if (typeof origin !== 'string') return <CardNotConfigured />
  const dealId = String(crm.objectId)
  return <DealPartnersOf key={dealId} dealId={dealId} origin={origin} />
}

const DealPartnersOf = ({ dealId, origin }: { dealId: string; origin: string }) => {
  const { user, portal } = useExtensionContext<'crm.record.tab'>()
  const { addAlert, closeOverlay, refreshObjectProperties } = useExtensionActions<'crm.record.tab'>()
  const api = useMemo(() => partnerDeskApi(origin, dealId), [origin, dealId])
  const format = useMemo(() => createFormat(user.locale, portal.timezone), [user.locale, portal.timezone])
  const { seen, record } = useSeenDeal()
  const { view, reload, accept } = useDealCard(api, seen, record)
  const refreshRecord = useRecordRefresh(refreshObjectProperties)

  const changed = useCallback<Desk['changed']>(
    (card, title, consequence) => {
      accept(card)
      addAlert({ type: 'success', title, message: consequence })
      refreshRecord()
    },
    [accept, addAlert, refreshRecord],
  )

  if (view.state === 'loading') return <CardLoading />
  if (view.state === 'failed') return <CardFailed problem={view.problem} retry={reload} />
  const desk: Desk = { api, card: view.card, format, closeOverlay, changed }
  return <CardBody desk={desk} refreshProblem={view.problem} reload={reload} />
}
