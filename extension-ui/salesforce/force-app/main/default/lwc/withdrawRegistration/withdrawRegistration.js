import { LightningElement, api } from 'lwc'
import { withdrawRegistration } from 'c/cardApi'
import { fill } from 'c/cardFormat'
import ReasonModal from 'c/reasonModal'
import causes from '@salesforce/label/c.PartnerDesk_WithdrawCauses'
import causesWithProtection from '@salesforce/label/c.PartnerDesk_WithdrawCausesWithProtection'
import means from '@salesforce/label/c.PartnerDesk_WithdrawnMeans'
import meansWithProtection from '@salesforce/label/c.PartnerDesk_WithdrawnMeansWithProtection'
import withdraw from '@salesforce/label/c.PartnerDesk_WithdrawRegistration'
import withdrawn from '@salesforce/label/c.PartnerDesk_RegistrationWithdrawn'

/** Takes a registration back, after asking once with a reason; fires `withdrawn` with { card, title, message }. */
export default class WithdrawRegistration extends LightningElement {
  @api recordId
  @api registration
  @api disabled = false

  labels = { withdraw }

  async handleClick() {
    const { id, partnerName, protectedUntil } = this.registration
    const card = await ReasonModal.open({
      size: 'small',
      label: withdraw,
      consequence: fill(protectedUntil ? causesWithProtection : causes, partnerName),
      confirm: withdraw,
      send: (request) => withdrawRegistration(this.recordId, id, request),
    })
    if (!card) return
    const message = fill(protectedUntil ? meansWithProtection : means, partnerName)
    this.dispatchEvent(new CustomEvent('withdrawn', { detail: { card, title: withdrawn, message } }))
  }
}
