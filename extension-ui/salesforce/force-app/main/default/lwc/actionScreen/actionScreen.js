import { LightningElement, api } from 'lwc'
import cancel from '@salesforce/label/c.PartnerDesk_Cancel'
import close from '@salesforce/label/c.PartnerDesk_Close'
import loadFailed from '@salesforce/label/c.PartnerDesk_LoadFailed'
import loadingPartners from '@salesforce/label/c.PartnerDesk_LoadingPartners'
import notPossible from '@salesforce/label/c.PartnerDesk_ActionNotPossible'

/**
 * The frame of a screen action: its title, the form in its slot, and the buttons. Fires `load`, `confirm`, `retry` and
 * `cancel`.
 */
export default class ActionScreen extends LightningElement {
  @api heading
  @api loading = false
  /** The CardProblem that kept the deal's card from loading, or null. */
  @api loadProblem = null
  /** Why there is no form, and what to do instead; null when there is one. */
  @api refusal = null
  /** What the form last said: { confirm, disabled, busy, problem, rest, incomplete }. */
  @api state = {}

  labels = { cancel, close, loadFailed, loadingPartners, notPossible }

  get hasForm() {
    return !this.loading && !this.loadProblem && !this.refusal
  }
  get loadProblemText() {
    return `${this.loadProblem.title}\n${this.loadProblem.message}`
  }

  handleLoad() {
    this.tell('load')
  }
  handleConfirm() {
    this.tell('confirm')
  }
  handleRetry() {
    this.tell('retry')
  }
  handleCancel() {
    this.tell('cancel')
  }

  tell(what) {
    this.dispatchEvent(new CustomEvent(what))
  }
}
