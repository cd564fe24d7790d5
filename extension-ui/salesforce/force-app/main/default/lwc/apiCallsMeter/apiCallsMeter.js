import { LightningElement, api } from 'lwc'
import locale from '@salesforce/i18n/locale'
import { fill } from 'c/cardFormat'
import callsToday from '@salesforce/label/c.PartnerDesk_SettingsCalls'
import pause from '@salesforce/label/c.PartnerDesk_SettingsCallsPause'
import paused from '@salesforce/label/c.PartnerDesk_SettingsCallsPaused'
import unknown from '@salesforce/label/c.PartnerDesk_SettingsCallsUnknown'
import used from '@salesforce/label/c.PartnerDesk_SettingsCallsUsed'

const count = new Intl.NumberFormat(locale)

/** How much of the org's daily API calls is used, and where the sync stops to use more. */
export default class ApiCallsMeter extends LightningElement {
  /** ConnectionCard's dailyCalls: { used, limit, pausedAt }, or null while nobody knows. */
  @api calls = null

  labels = { calls: callsToday, unknown }

  get isPaused() {
    return this.calls.used >= this.calls.pausedAt
  }
  get usedText() {
    return fill(used, count.format(this.calls.used), count.format(this.calls.limit))
  }
  get pauseText() {
    return this.isPaused
      ? fill(paused, count.format(this.calls.used))
      : fill(pause, count.format(this.calls.pausedAt))
  }
  get fillClass() {
    return this.isPaused ? 'fill paused' : 'fill'
  }
  get fillStyle() {
    return `inline-size: ${percent(this.calls.used, this.calls.limit)}%`
  }
  get markStyle() {
    return `inset-inline-start: ${percent(this.calls.pausedAt, this.calls.limit)}%`
  }
}

function percent(part, whole) {
  return whole > 0 ? Math.min(100, Math.floor((part * 100) / whole)) : 100
}
