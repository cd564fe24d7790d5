import { LightningElement, api } from 'lwc'
import { CloseActionScreenEvent } from 'lightning/actions'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { notifyRecordUpdateAvailable } from 'lightning/uiRecordApi'
import { loadCard } from 'c/cardApi'
import { tellCardChange } from 'c/cardChanges'
import { problemOf } from 'c/cardProblem'

/**
 * What every screen action on an opportunity does: it loads the deal's card, shows a form of the panel (`lwc:ref`
 * "form") and leaves when that is done. A subclass brings `title`, its template and `refusalOf(card)`.
 */
export default class DealAction extends LightningElement {
  opportunityId
  card = null
  loadProblem = null
  state = {}
  turn = 0

  /** Screen actions get their record after they are connected, so that is when loading begins. */
  @api
  get recordId() {
    return this.opportunityId
  }
  set recordId(id) {
    if (!id || id === this.opportunityId) return
    this.opportunityId = id
    this.handleLoad()
  }

  disconnectedCallback() {
    this.turn += 1
  }

  get loading() {
    return this.card === null && this.loadProblem === null
  }
  /** Why this viewer cannot do it here, and what to do instead; null when they can. */
  get refusal() {
    return this.card && this.refusalOf(this.card)
  }
  get offered() {
    return this.card !== null && this.refusal === null
  }

  async handleLoad() {
    this.turn += 1
    const mine = this.turn
    this.card = null
    this.loadProblem = null
    try {
      const card = await loadCard(this.opportunityId)
      if (mine === this.turn) this.card = card
    } catch (error) {
      if (mine === this.turn) this.loadProblem = problemOf(error, false)
    }
  }

  handleState(event) {
    this.state = event.detail
  }

  handleConfirm() {
    this.refs.form.submit()
  }

  handleRetry() {
    this.refs.form.retry()
  }

  handleDone({ detail: { card, title, message } }) {
    tellCardChange(this.opportunityId, card)
    this.dispatchEvent(new ShowToastEvent({ title, message, variant: 'success' }))
    notifyRecordUpdateAvailable([{ recordId: this.opportunityId }])
    this.dispatchEvent(new CloseActionScreenEvent())
  }

  handleCancel() {
    this.dispatchEvent(new CloseActionScreenEvent())
  }
}
