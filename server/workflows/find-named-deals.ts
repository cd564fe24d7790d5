import { CRM_LABELS, storedId } from '../../connectors/record-name.ts'
import type { NamedDeal } from '../../shared/payment/event-fact.ts'
import { allConnections, type Connection } from '../db/connection-store.ts'
import type { WorkspaceTx } from '../db/database.ts'
import { dealsByExternalIds, dealsByIds, type MirroredDeal } from '../db/deal-store.ts'
import { lockMirror } from '../db/sync-store.ts'
import type { DealFinding } from './settle-event.ts'
import { whyUnlinked } from './unlinked-deal.ts'

/** What a deal that is not here yet is waited for by; `store-records` asks for the same when it stores one. */
export const dealKey = (connectionId: string, externalId: string): string =>
  `deal:${connectionId}:${externalId}`
/** The same for an account that is not connected, or not known which. */
export const namedDealKey = (crm: string, accountId: string, externalId: string): string =>
  `deal:${crm}:${accountId}:${externalId}`

export interface FoundDeals {
  /** The deal of a name. One that was merged away stands for the one that it lives on in. */
  find(name: NamedDeal): DealFinding
  /** The deal that somebody waited for by this key, once it is here. */
  awaited(key: string | null): string | null
  /** What became of a deal by our id; undefined when it is not here. */
  survivor(dealId: string): MirroredDeal | undefined
}

interface Place {
  connectionId: string
  externalId: string
}

/**
 * Looks up deals as events name them. Of a deal that is not here, its connection's mirror is held until the transaction ends:
 * it cannot be stored unseen before the event that waits for it is.
 */
export async function findNamedDeals(
  tx: WorkspaceTx,
  {
    names,
    keys,
    dealIds,
  }: { names: readonly NamedDeal[]; keys: readonly (string | null)[]; dealIds: readonly string[] },
): Promise<FoundDeals> {
  const connections = await allConnections(tx)
  const places = names.flatMap((name) => {
    const place = placeOf(name, connections)
    return 'connectionId' in place ? [place] : []
  })
  const awaited = keys.flatMap((key) => placeOfKey(key) ?? [])
  const ids = [...names.flatMap((name) => ('id' in name ? name.id : [])), ...dealIds]
  const known = new Map<string, MirroredDeal>()
  const keep = (deals: readonly MirroredDeal[]): void => {
    for (const deal of deals) {
      known.set(deal.id, deal)
      known.set(dealKey(deal.connectionId, deal.externalId), deal)
    }
  }
  keep([...(await dealsByIds(tx, ids)).values()])
  await follow(tx, [...places, ...awaited], known, keep)
  const survivorOf = (deal: MirroredDeal): MirroredDeal | Place => {
    const seen = new Set<string>()
    let current = deal
    while (current.state === 'merged' && current.mergedInto !== null && !seen.has(current.id)) {
      seen.add(current.id)
      const place = { connectionId: current.connectionId, externalId: current.mergedInto }
      const next = known.get(dealKey(place.connectionId, place.externalId))
      if (!next) return place
      current = next
    }
    return current
  }
  return {
    find(name) {
      const place = placeOf(name, connections)
      if ('problem' in place) return { kind: 'unknown', ...place }
      const named = known.get('id' in place ? place.id : dealKey(place.connectionId, place.externalId))
      if (!named) return unknown(place, connections)
      const deal = survivorOf(named)
      if (!('id' in deal)) return unknown(deal, connections)
      const waitsFor = dealKey(deal.connectionId, deal.externalId)
      return { kind: 'found', id: deal.id, currency: deal.currency, waitsFor }
    },
    awaited(key) {
      const place = placeOfKey(key)
      return (place && known.get(dealKey(place.connectionId, place.externalId))?.id) ?? null
    },
    survivor(dealId) {
      const deal = known.get(dealId)
      const survivor = deal && survivorOf(deal)
      return survivor && 'id' in survivor ? survivor : deal
    },
  }
}

function placeOfKey(key: string | null): Place | undefined {
  const [, connectionId, externalId] = /^deal:([0-9a-f-]{36}):(.+)$/s.exec(key ?? '') ?? []
  return connectionId && externalId ? { connectionId, externalId } : undefined
}

/** Loads what is named, and what that was merged into, until nothing new is named. */
async function follow(
  tx: WorkspaceTx,
  places: readonly Place[],
  known: ReadonlyMap<string, MirroredDeal>,
  keep: (deals: readonly MirroredDeal[]) => void,
): Promise<void> {
  const asked = new Set<string>()
  for (;;) {
    const next = [...places, ...mergedInto(known)].filter(({ connectionId, externalId }) => {
      const key = dealKey(connectionId, externalId)
      return !known.has(key) && !asked.has(key)
    })
    if (next.length === 0) return
    const byConnection = Map.groupBy(next, ({ connectionId }) => connectionId)
    for (const connectionId of [...byConnection.keys()].sort()) {
      const externalIds = (byConnection.get(connectionId) ?? []).map(({ externalId }) => externalId)
      for (const externalId of externalIds) asked.add(dealKey(connectionId, externalId))
      const found = await dealsByExternalIds(tx, connectionId, externalIds)
      keep(found)
      if (found.length === new Set(externalIds).size) continue
      await lockMirror(tx, connectionId, 'deal')
      keep(await dealsByExternalIds(tx, connectionId, externalIds))
    }
  }
}

function mergedInto(known: ReadonlyMap<string, MirroredDeal>): Place[] {
  return [...known.values()].flatMap(({ state, connectionId, mergedInto: externalId }) =>
    state === 'merged' && externalId !== null ? [{ connectionId, externalId }] : [],
  )
}

function placeOf(
  name: NamedDeal,
  connections: readonly Connection[],
): { id: string } | Place | { waitsFor: string; problem: string } {
  if ('id' in name) return { id: name.id.toLowerCase() }
  const externalId = storedId(name.crm, name.externalId)
  const ofKind = connections.filter(({ crm }) => crm === name.crm)
  const meant =
    name.accountId === undefined
      ? ofKind.filter(({ status }) => status !== 'disconnected')
      : ofKind.filter(({ externalAccountId }) => sameAccount(name, externalAccountId))
  const [only, ...others] = meant
  if (only && others.length === 0) return { connectionId: only.id, externalId }
  const label = CRM_LABELS[name.crm]
  const problem =
    name.accountId !== undefined
      ? `No ${label} account ${name.accountId} is connected.`
      : only
        ? `Several ${label} accounts are connected, and it does not say which one it means (accountId).`
        : `No ${label} account is connected.`
  return { waitsFor: namedDealKey(name.crm, name.accountId ?? '', externalId), problem }
}

type DealInCrm = Exclude<NamedDeal, { id: string }>

const sameAccount = ({ crm, accountId = '' }: DealInCrm, externalAccountId: string): boolean =>
  storedId(crm, accountId) === storedId(crm, externalAccountId)

function unknown(place: { id: string } | Place, connections: readonly Connection[]): DealFinding {
  if ('id' in place) {
    return {
      kind: 'unknown',
      waitsFor: `deal:${place.id}`,
      problem: `There is no deal with the id ${place.id}.`,
    }
  }
  const { connectionId, externalId } = place
  const name = connections.find(({ id }) => id === connectionId)?.name ?? 'the CRM'
  const problem = whyUnlinked(externalId) ?? `Deal ${externalId} of ${name} is not known here yet.`
  return { kind: 'unknown', waitsFor: dealKey(connectionId, externalId), problem }
}
