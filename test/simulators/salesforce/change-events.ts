import { randomUUID } from 'node:crypto'
import type { FieldDefinition } from './field.ts'
import type { Org, OrgChange } from './org.ts'
import { jsonValue } from './record-json.ts'
import { JsonNumber } from './wire-json.ts'

export interface ChangeEvent {
  channel: string
  replayId: number
  data: object
}

/** The objects that the org's admin selected for Change Data Capture. */
const selected = ['Opportunity', 'Account']

/** Events of changed records, kept for as long as the process lives. They ignore sharing, as Salesforce's do. */
export class ChangeEvents {
  readonly #org: Org
  readonly #events: ChangeEvent[] = []
  readonly #waiting = new Set<() => void>()
  readonly #before: number
  #silent = false
  #deafened = 0

  /** `firstReplayId`: above those of an earlier life of the same org. */
  constructor(org: Org, firstReplayId = 1) {
    this.#org = org
    this.#before = firstReplayId - 1
    org.onChange((change) => {
      if (org.settings.changeDataCapture && selected.includes(change.record.object)) this.#add(change)
    })
  }

  hasChannel(channel: string): boolean {
    return this.#org.settings.changeDataCapture && selected.some((object) => channel === channelOf(object))
  }

  /** The id of the newest event; before the first, one less than that will have. */
  get latest(): number {
    return this.#events.at(-1)?.replayId ?? this.#before
  }

  /** Whether an event with this id was sent and is still kept, so that a client may ask for those behind it. */
  isRetained(replayId: number): boolean {
    return replayId > this.#before && replayId <= this.latest
  }

  after(channel: string, replayId: number): ChangeEvent[] {
    return this.#events.filter((event) => event.channel === channel && event.replayId > replayId)
  }

  /** Events go on being kept, but nobody is woken by them: the known way in which CometD stalls. */
  stall(silent: boolean): void {
    this.#silent = silent
    if (!silent) this.wake()
  }

  get stalled(): boolean {
    return this.#silent
  }

  /** The sessions of this moment hear nothing any more, though they are answered: the other way in which CometD stalls. */
  deafen(): void {
    this.#deafened += 1
  }

  /** How often sessions have been deafened: one that began before the last time is deaf. */
  get deafened(): number {
    return this.#deafened
  }

  /** How many callers wait for an event. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Resolves with the next event, or when the time is over or the caller is gone. */
  next(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        resolve()
      }
      const timer = setTimeout(done, timeoutMs)
      this.#waiting.add(done)
      signal.addEventListener('abort', done, { once: true })
    })
  }

  /** Answers every waiting caller now. */
  wake(): void {
    for (const done of [...this.#waiting]) done()
  }

  #add({ kind, record, fields, userId }: OrgChange): void {
    const definition = this.#org.object(record.object)
    const replayId = this.latest + 1
    const told = Object.keys(fields)
      .map((name) => definition.field(name))
      // Events carry neither the id, which the header has, nor what every event would say.
      .filter((field): field is FieldDefinition => field !== undefined && !untold.includes(field.name))
    const value = (field: FieldDefinition): unknown =>
      jsonValue(this.#org, field, record.values[field.name] ?? null)
    this.#events.push({
      channel: channelOf(record.object),
      replayId,
      data: {
        schema: 'simulated',
        payload: {
          ChangeEventHeader: {
            entityName: record.object,
            recordIds: [record.id],
            changeType: kind,
            changeOrigin: 'com/salesforce/api/rest/68.0;client=simulator',
            transactionKey: randomUUID(),
            sequenceNumber: new JsonNumber('1'),
            commitTimestamp: new JsonNumber(String(this.#org.now().getTime())),
            commitNumber: new JsonNumber(String(replayId)),
            commitUser: userId,
            changedFields: kind === 'UPDATE' ? [...told.map(({ name }) => name), 'LastModifiedDate'] : [],
          },
          ...(kind !== 'DELETE' && Object.fromEntries(told.map((field) => [field.name, value(field)]))),
        },
        event: { replayId: new JsonNumber(String(replayId)) },
      },
    })
    if (!this.#silent) this.wake()
  }
}

const untold = ['Id', 'IsDeleted', 'SystemModstamp']
const channelOf = (object: string): string => `/data/${object}ChangeEvent`
