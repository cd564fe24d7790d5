/// <reference lib="webworker" />
import { createElement, isValidElement, type ReactElement } from 'react'
import * as React from 'react'
import * as RemoteUI from '@remote-ui/react'
import { createEndpoint, retain, type MessageEndpoint } from '@remote-ui/rpc'
import type { HostApi, WorkerApi } from '../protocol.ts'
import { CardApi, type CardApiValue } from './card-api-context.ts'
import { ErrorBoundary } from './error-boundary.ts'
import { hubspotGlobals } from './hubspot-globals.ts'
import { removeForbiddenGlobals } from './remove-forbidden-globals.ts'

/** Plays HubSpot's extension worker: puts on the global what a HubSpot bundle expects, then runs the bundle. */

declare const self: DedicatedWorkerGlobalScope

// Taken before it disappears: the card itself must not load scripts.
const loadScript = self.importScripts.bind(self)

// A worker's `self` is a message port in all but name.
const endpoint = createEndpoint<HostApi>(self as unknown as MessageEndpoint)
const host = endpoint.call

let extend: ((api: CardApiValue) => unknown) | null = null

Object.assign(self, {
  React,
  RemoteUI,
  // Read while the bundle loads: without it the SDK uses its silent stand-in for tests and nothing is drawn.
  __HUBSPOT_EXTENSION_WORKER__: true,
  // Only stored: HubSpot's own examples call `hubspot.extend` above the component's `const`.
  extend_V2: (callback: (api: CardApiValue) => unknown) => {
    extend = callback
  },
  ...hubspotGlobals(host),
})
removeForbiddenGlobals(self)

self.addEventListener('error', (event) => void host.failed(event.message))
self.addEventListener('unhandledrejection', (event) => void host.failed(textOf(event.reason)))

const worker: WorkerApi = {
  async run({ script, receive, context, actions }) {
    // Used long after this call returns.
    retain(receive)
    retain(actions)
    loadScript(script)
    if (!extend) throw new Error('The bundle never called hubspot.extend()')

    const root = RemoteUI.createRemoteRoot(receive)
    const api: CardApiValue = { context, actions }
    const element = extend(api)
    if (!isValidElement(element)) throw new Error('hubspot.extend() must return an element')
    RemoteUI.createRoot(root).render(frame(api, element))
    await root.mount()
  },
}
endpoint.expose({ run: worker.run })

function frame(api: CardApiValue, element: ReactElement): ReactElement {
  const guarded = createElement(
    ErrorBoundary,
    { report: (problem: string) => void host.failed(problem) },
    element,
  )
  return createElement(CardApi.Provider, { value: api }, guarded)
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
}
