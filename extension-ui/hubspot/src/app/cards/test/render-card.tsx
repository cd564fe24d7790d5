import React, { useSyncExternalStore } from 'react'
import { Button, LoadingButton, Panel } from '@hubspot/ui-extensions'
import { createRenderer } from '@hubspot/ui-extensions/testing'
import { vi } from 'vitest'
import type { DealCard } from '../../../../../../shared/contract/card-api.ts'
import { DealPartners } from '../components/DealPartners.tsx'
import { cardServer } from './card-server.ts'

export const DEAL = '/v1/card/deals/4501'

type CrmProperties = Record<string, string | null>

/** The card in HubSpot's own test renderer, on deal 4501, with a server that answers when the test says so. */
export function openCard(
  properties: CrmProperties = { amount: '48000', dealstage: 'proposal' },
  variables?: Record<string, string>,
) {
  const server = cardServer()
  const renderer = createRenderer('crm.record.tab')
  const { context, useCrmProperties } = renderer.mocks
  context.crm = { objectId: 4501, objectTypeId: '0-3' }
  context.user.locale = 'en-US'
  context.portal.timezone = 'America/New_York'
  context.variables = variables ?? { API_ORIGIN: server.origin }
  const shown = propertyStore(properties)
  useCrmProperties.willCall(() => ({
    properties: useSyncExternalStore(shown.subscribe, shown.get),
    error: null,
    isLoading: false,
    isRefetching: false,
    refetch: async () => {},
  }))
  renderer.render(<DealPartners />)

  const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 })
  const text = () => textOf(renderer.getRootNode())
  const buttons = (label: string) => [
    ...renderer.findAll(Button).filter((button) => button.text === label),
    ...renderer.findAll(LoadingButton).filter((button) => button.text === label),
  ]
  return {
    server,
    renderer,
    /** The record's properties change on the page, as after an edit. */
    editRecord: shown.set,
    until,
    text,
    /** Everything a viewer could read, also in open panels. */
    reads: (words: string | RegExp) =>
      until(() => {
        if (!(typeof words === 'string' ? text().includes(words) : words.test(text()))) {
          throw new Error(`"${String(words)}" is not in: ${text()}`)
        }
      }),
    hasButton: (label: string) => buttons(label).length > 0,
    press: async (label: string) => {
      await until(() => {
        if (buttons(label).length === 0) throw new Error(`No button "${label}" in: ${text()}`)
      })
      buttons(label).at(-1)?.trigger('onClick')
    },
    panel: (title: string) => renderer.find(Panel, { title }),
    primaryButtons: () =>
      [
        ...renderer.findAll(Button, { variant: 'primary' }),
        ...renderer.findAll(LoadingButton, { variant: 'primary' }),
      ].map((button) => button.text),
  }
}

/** A card that has already loaded. */
export async function openLoadedCard(card: DealCard, properties?: CrmProperties) {
  const opened = openCard(properties)
  const load = await opened.server.next('GET', DEAL)
  load.reply(card)
  await opened.until(() => {
    if (
      !opened.hasButton('History') ||
      opened.renderer.find(Button, { variant: 'transparent' }).props.disabled
    ) {
      throw new Error('The card has not loaded')
    }
  })
  return opened
}

function propertyStore(initial: CrmProperties) {
  let current = initial
  const listeners = new Set<() => void>()
  return {
    get: () => current,
    set: (next: CrmProperties) => {
      current = next
      for (const listener of listeners) listener()
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

interface Node {
  nodeType: string
  text?: string | null
  childNodes?: readonly unknown[]
  props?: Record<string, unknown>
}

const READABLE = ['title', 'label', 'description', 'validationMessage']

/** Text of a rendered tree with what props show: labels, titles, faults, overlays. */
function textOf(node: unknown): string {
  if (typeof node !== 'object' || node === null) return ''
  // The renderer's nodes are a union of four kinds; each has a subset of these fields.
  const { childNodes, props = {}, text } = node as Node
  const own = READABLE.map((name) => props[name]).filter((value) => typeof value === 'string')
  const options = Array.isArray(props['options'])
    ? props['options'].map((option: { label: string; description?: string }) =>
        [option.label, option.description].join(' '),
      )
    : []
  const overlay = textOf(props['overlay'])
  const children = childNodes ? childNodes.map(textOf) : [text ?? '']
  return [...own, ...options, ...children, overlay].filter((part) => part !== '').join(' | ')
}
