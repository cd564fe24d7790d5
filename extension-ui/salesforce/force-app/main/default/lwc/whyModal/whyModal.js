import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import close from '@salesforce/label/c.PartnerDesk_Close'

/** Why each partner gets what it gets. */
export default class WhyModal extends LightningModal {
  /** DealCard of the card contract. */
  @api card
  @api recordId

  labels = { close }

  get explained() {
    return this.card.partners
      .filter((partner) => partner.commission.why)
      .map(({ creditId, name, commission: { why } }) => ({ creditId, name, why }))
  }

  closed() {
    this.close()
  }
}
