import type { RemoteChannel } from '@remote-ui/core'
import type { BaseContext } from '@hubspot/ui-extensions'

/** What the page and the card's worker say to each other. Everything crosses by structured clone; functions become asynchronous calls. */

export type CrmProperties = Record<string, string | null>

export interface CardContext extends BaseContext {
  location: string
  crm: { objectId: number; objectTypeId: string }
  extension: { appId: number; appName: string; cardTitle: string }
}

export interface CardFetchRequest {
  url: string
  method: string
  headers: Record<string, string>
  body?: unknown
  timeoutMs?: number
}

export interface CardFetchReply {
  status: number
  body: unknown
}

/** Offered by the page, called from the worker. */
export interface HostApi {
  failed(problem: string): void
  log(level: 'debug' | 'info' | 'warn' | 'error', text: string): void
  fetch(request: CardFetchRequest): CardFetchReply | Promise<CardFetchReply>
  crmProperties(
    names: string[],
    changed: (properties: CrmProperties) => void,
  ): CrmProperties | Promise<CrmProperties>
  stopCrmProperties(changed: (properties: CrmProperties) => void): void
  associations(request: unknown): unknown
  crmSearch(request: unknown): unknown
  formatProperties(request: unknown): unknown
}

export type CardActions = Record<string, (...args: never[]) => unknown>

/** Offered by the worker, called from the page. */
export interface WorkerApi {
  run(start: {
    script: string
    receive: RemoteChannel
    context: CardContext
    actions: CardActions
  }): Promise<void>
}
