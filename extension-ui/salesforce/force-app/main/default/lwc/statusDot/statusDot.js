import { LightningElement, api } from 'lwc'

const TONES = ['default', 'info', 'success', 'warning', 'danger']

/** A status in words, with a dot in its colour beside them: never the colour alone. */
export default class StatusDot extends LightningElement {
  /** One of the card contract's tones. */
  @api tone = 'default'
  @api text

  get dotClass() {
    return `dot ${TONES.includes(this.tone) ? this.tone : 'default'}`
  }
}
