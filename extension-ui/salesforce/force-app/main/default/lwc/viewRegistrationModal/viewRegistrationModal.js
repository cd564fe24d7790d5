import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import { fill } from 'c/cardFormat'
import claims from '@salesforce/label/c.PartnerDesk_ClaimsThisDeal'
import close from '@salesforce/label/c.PartnerDesk_Close'
import title from '@salesforce/label/c.PartnerDesk_ViewRegistration'

/** A registration that asks nothing of this viewer. Closes with { card, title, message } when it is withdrawn, else undefined. */
export default class ViewRegistrationModal extends LightningModal {
  @api recordId
  @api card
  @api registration

  labels = { close, title }

  get claimHeading() {
    return fill(claims, this.registration.partnerName)
  }

  handleClose() {
    this.close()
  }

  handleWithdrawn(event) {
    this.close(event.detail)
  }
}
