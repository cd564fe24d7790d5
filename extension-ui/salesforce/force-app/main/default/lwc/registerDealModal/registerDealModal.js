import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import cancel from '@salesforce/label/c.PartnerDesk_Cancel'
import title from '@salesforce/label/c.PartnerDesk_RegisterThisDeal'

/** Registers the deal for a partner. Closes with { card, title, message }, or undefined when nothing was sent. */
export default class RegisterDealModal extends LightningModal {
  @api recordId
  @api card

  labels = { cancel, title }
  state = { busy: false }

  handleState(event) {
    this.state = event.detail
    this.disableClose = event.detail.busy
  }

  handleConfirm() {
    this.template.querySelector('c-register-deal-form').submit()
  }

  handleRetry() {
    this.template.querySelector('c-register-deal-form').retry()
  }

  handleCancel() {
    this.close()
  }

  handleRegistered(event) {
    this.close(event.detail)
  }
}
