import { LightningElement, api } from 'lwc'
import incomplete from '@salesforce/label/c.PartnerDesk_Incomplete'

/** What stays in sight of a form however long it is: what went wrong, and the buttons. Fires `retry`. */
export default class FormFooter extends LightningElement {
  /** A CardProblem, or null. */
  @api problem
  /** What the server said about fields that the form does not have. */
  @api remarks = []
  /** Something in the form is still wrong; it may have scrolled out of sight. */
  @api incomplete = false

  labels = { incomplete }

  get problemText() {
    return [this.problem.message, ...(this.remarks ?? [])].join('\n')
  }

  handleRetry() {
    this.dispatchEvent(new CustomEvent('retry'))
  }
}
