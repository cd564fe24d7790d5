import type { ExtensionEvent, ReactionsHandler } from '@hubspot/ui-extensions'
import { overlays } from './overlay-ids.ts'

/** The part of a DOM event that HubSpot passes into a card. */
export function extensionEvent(event: Event, id: string): ExtensionEvent {
  return { type: event.type, bubbles: event.bubbles, timeStamp: event.timeStamp, id }
}

/** The older way to open overlays: a second argument of every click handler. */
export const reactions: Parameters<ReactionsHandler<ExtensionEvent>>[1] = {
  openPanel: overlays.open,
  closePanel: overlays.close,
  openModal: overlays.open,
  closeModal: overlays.close,
}
