import { readRecord, recordsChanged, watchRecord } from 'workbench/records'

/** The wire adapter, as far as components of a record page need it. */
export class getRecord {
  constructor(provide) {
    this.provide = provide
    provide({ data: undefined, error: undefined })
  }
  connect() {
    this.unwatch = watchRecord({ recordId: () => this.config?.recordId, changed: () => this.read() })
    void this.read()
  }
  disconnect() {
    this.unwatch?.()
    this.unwatch = undefined
  }
  update(config) {
    this.config = config
    void this.read()
  }
  async read() {
    const { config } = this
    if (!this.unwatch || !config?.recordId) return
    try {
      const data = await readRecord(config.recordId)
      if (config === this.config) this.provide({ data, error: undefined })
    } catch (error) {
      if (config === this.config) this.provide({ data: undefined, error })
    }
  }
}

const nameOf = (field) => (field.fieldApiName ?? field).split('.').pop()
export const getFieldValue = (record, field) => record?.fields?.[nameOf(field)]?.value
export const getFieldDisplayValue = (record, field) => record?.fields?.[nameOf(field)]?.displayValue

export async function notifyRecordUpdateAvailable(records) {
  recordsChanged(records.map(({ recordId }) => recordId))
}
