import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import cancel from '@salesforce/label/c.PartnerDesk_Cancel'
import title from '@salesforce/label/c.PartnerDesk_RegisterThisDeal'

/** Registers the deal for a partner. Closes with { card, title, message }, or undefined when nothing was sent. */
export default class RegisterDealModal extends LightningModal {
  @api recordId
  /** DealCard of the card contract. */
  @api card

  labels = { cancel, title }
  state = {}

  handleState(event) {
    this.state = event.detail
    this.disableClose = event.detail.busy
  }

  handleConfirm() {
    this.refs.form.submit()
  }

  handleRetry() {
    this.refs.form.retry()
  }

  handleCancel() {
    this.close()
  }

  handleDone(event) {
    this.close(event.detail)
  }
}
