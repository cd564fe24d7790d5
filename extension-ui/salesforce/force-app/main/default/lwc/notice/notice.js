import { LightningElement, api } from 'lwc'
import tryAgain from '@salesforce/label/c.PartnerDesk_TryAgain'

const LOOKS = {
  error: { icon: 'utility:error', variant: 'error' },
  warning: { icon: 'utility:warning', variant: 'warning' },
  info: { icon: 'utility:info', variant: '' },
}

/** Something to know or to act on, where it occurred. Fires `retry` when its button is pressed. */
export default class Notice extends LightningElement {
  @api heading
  @api text
  /** 'error', 'warning' or 'info'. */
  @api tone = 'info'
  /** There is a next step: offers *Try again*. */
  @api mayRetry = false

  labels = { tryAgain }

  get boxClass() {
    return `notice ${this.tone}`
  }

  get look() {
    return LOOKS[this.tone]
  }

  /** What went wrong interrupts a screen reader; the rest waits its turn. */
  get role() {
    return this.tone === 'error' ? 'alert' : 'status'
  }

  get lines() {
    return String(this.text ?? '')
      .split('\n')
      .map((text, key) => ({ key, text }))
  }

  retry() {
    this.dispatchEvent(new CustomEvent('retry'))
  }
}
