import { LightningElement, api } from 'lwc'
import locale from '@salesforce/i18n/locale'
import { fill } from 'c/cardFormat'
import changes from '@salesforce/label/c.PartnerDesk_SettingsSyncChanges'
import full from '@salesforce/label/c.PartnerDesk_SettingsSyncFull'
import read from '@salesforce/label/c.PartnerDesk_SettingsSyncRead'
import readOf from '@salesforce/label/c.PartnerDesk_SettingsSyncReadOf'

const count = new Intl.NumberFormat(locale)

/** How far a sync has come. An unknown total is unknown: not zero, and not done. */
export default class SyncProgress extends LightningElement {
  /** ConnectionCard's sync: { kind, read, expected }. */
  @api sync

  get kind() {
    return this.sync.kind === 'full' ? full : changes
  }
  get words() {
    const { read: done, expected } = this.sync
    return expected === null
      ? fill(read, this.kind, count.format(done))
      : fill(readOf, this.kind, count.format(done), count.format(expected))
  }
  /** More may be read than was expected: records are added while a sync runs. */
  get percent() {
    const { read: done, expected } = this.sync
    if (expected === null) return null
    return expected === 0 ? 100 : Math.min(100, Math.floor((done * 100) / expected))
  }
  get fillClass() {
    return this.percent === null ? 'fill unknown' : 'fill'
  }
  get fillStyle() {
    return `inline-size: ${this.percent ?? 100}%`
  }
}
