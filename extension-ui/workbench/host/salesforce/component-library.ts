import { fetchLightning } from '../api.ts'

/** What the bundle of the package's components offers (lightning/bundle-components.ts). */
export interface ComponentLibrary {
  createElement(tag: string, options: { is: unknown }): HTMLElement
  /** By tag: those that a Lightning page may hold. */
  components: Record<string, unknown>
  be(person: { userId: string; permissions: readonly string[] }): void
  /** Lets components that look at these records read them again. */
  recordsChanged(recordIds: readonly string[]): void
  /** Calls the components' refresh handlers. */
  refreshAll(): Promise<unknown>
}

const LOOK_AGAIN_MS = 700

let library: Promise<ComponentLibrary> | undefined

/** Waits until the bundle is built, then loads it, once per page. Rejects with a sentence when it cannot be built. */
export function loadComponents(): Promise<ComponentLibrary> {
  library ??= load()
  library.catch(() => (library = undefined))
  return library
}

async function load(): Promise<ComponentLibrary> {
  for (;;) {
    const answer = await fetchLightning()
    if (answer.state === 'failed') throw new Error(answer.problem)
    if (answer.state === 'ready') {
      const url = `/workbench/lightning/components.js?v=${answer.version}`
      // Built by lightning/bundle-components.ts, whose entry exports just these.
      return (await import(/* @vite-ignore */ url)) as ComponentLibrary
    }
    await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS))
  }
}
