import type { CrmProperties } from '../protocol.ts'
import type { DealRecord } from '../workbench-api.ts'

type Listener = (properties: CrmProperties) => void

interface Watch {
  names: readonly string[] | '*'
  listener: Listener
  last: string
}

/** The deal on screen. The card's subscriptions hear of a change only when one of their own properties changed, as in HubSpot. */
export class RecordStore {
  record: DealRecord
  private readonly watches = new Set<Watch>()

  constructor(record: DealRecord) {
    this.record = record
  }

  pick(names: readonly string[] | '*'): CrmProperties {
    const all = this.record.properties
    return names === '*' ? { ...all } : Object.fromEntries(names.map((name) => [name, all[name] ?? null]))
  }

  update(record: DealRecord): void {
    this.record = record
    for (const watch of this.watches) {
      const picked = this.pick(watch.names)
      const content = JSON.stringify(picked)
      if (content === watch.last) continue
      watch.last = content
      watch.listener(picked)
    }
  }

  watch(names: readonly string[] | '*', listener: Listener): void {
    this.watches.add({ names, listener, last: JSON.stringify(this.pick(names)) })
  }

  unwatch(listener: Listener): void {
    for (const watch of this.watches) if (watch.listener === listener) this.watches.delete(watch)
  }

  /** Before the card is started anew: its functions are gone with its worker. */
  forgetCard(): void {
    this.watches.clear()
  }
}
