import { LightningElement, api } from 'lwc'
import { day, fill, money } from 'c/cardFormat'
import amount from '@salesforce/label/c.PartnerDesk_Amount'
import evidence from '@salesforce/label/c.PartnerDesk_Evidence'
import noPaymentYet from '@salesforce/label/c.PartnerDesk_NoPaymentYet'
import notPaidYet from '@salesforce/label/c.PartnerDesk_NotPaidYet'
import paidOn from '@salesforce/label/c.PartnerDesk_PaidOn'
import paidSoFar from '@salesforce/label/c.PartnerDesk_PaidSoFar'
import recordedBy from '@salesforce/label/c.PartnerDesk_RecordedBy'

/** What the customer has paid for a deal, and what is missing. */
export default class PaymentsSection extends LightningElement {
  @api card

  labels = { amount, evidence, noPaymentYet, paidOn, paidSoFar, recordedBy }

  get rows() {
    return this.card.payments.map((payment) => ({
      id: payment.id,
      paidOn: day(payment.paidOn),
      amount: money(payment.amount),
      evidence: payment.evidence ?? '–',
      recordedBy: payment.recordedBy,
    }))
  }

  get unpaid() {
    return this.card.unpaid ? fill(notPaidYet, money(this.card.unpaid)) : null
  }
}
