import { LightningElement, api } from 'lwc'
import tryAgain from '@salesforce/label/c.PartnerDesk_TryAgain'
import incomplete from '@salesforce/label/c.PartnerDesk_FormIncomplete'

/** What stays in sight of a form however long it is: what went wrong, and the buttons. Fires `retry`. */
export default class FormFooter extends LightningElement {
  /** A CardProblem, or null. */
  @api problem
  /** Something in the form is still wrong; it may have scrolled out of sight. */
  @api incomplete

  labels = { tryAgain, incomplete }

  handleRetry() {
    this.dispatchEvent(new CustomEvent('retry'))
  }
}
