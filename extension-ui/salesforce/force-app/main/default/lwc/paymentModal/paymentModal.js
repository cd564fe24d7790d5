import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import { recordPayment } from 'c/cardApi'
import { fill, money } from 'c/cardFormat'
import { formState, missing } from 'c/formState'
import amountIn from '@salesforce/label/c.PartnerDesk_AmountIn'
import amountMissing from '@salesforce/label/c.PartnerDesk_AmountMissing'
import amountRecorded from '@salesforce/label/c.PartnerDesk_AmountRecorded'
import cancel from '@salesforce/label/c.PartnerDesk_Cancel'
import close from '@salesforce/label/c.PartnerDesk_Close'
import evidence from '@salesforce/label/c.PartnerDesk_Evidence'
import evidenceHelp from '@salesforce/label/c.PartnerDesk_PaymentEvidenceHelp'
import evidenceMissing from '@salesforce/label/c.PartnerDesk_PaymentEvidenceMissing'
import paidOn from '@salesforce/label/c.PartnerDesk_PaidOn'
import paidOnMissing from '@salesforce/label/c.PartnerDesk_PaidOnMissing'
import partnerPayable from '@salesforce/label/c.PartnerDesk_PartnerPayable'
import recordAPayment from '@salesforce/label/c.PartnerDesk_RecordAPayment'
import recordOf from '@salesforce/label/c.PartnerDesk_RecordPaymentOf'
import recordPlain from '@salesforce/label/c.PartnerDesk_RecordPayment'
import recorded from '@salesforce/label/c.PartnerDesk_PaymentRecorded'
import title from '@salesforce/label/c.PartnerDesk_CustomerPayments'
import { amountFault } from './amountFault'

/**
 * What the customer has paid, and for finance the form for the next payment. Closes with
 * { card, title, message }, or with undefined when nothing was recorded.
 */
export default class PaymentModal extends LightningModal {
  @api recordId
  @api card

  labels = {
    amountMissing,
    cancel,
    close,
    evidence,
    evidenceHelp,
    evidenceMissing,
    paidOn,
    paidOnMissing,
    recordAPayment,
    title,
  }
  form = formState({
    fields: { amount: '', paidOn: '', evidence: '' },
    rules: (fields) => ({
      amount: amountFault(fields.amount, this.card.unpaid),
      paidOn: missing(fields.paidOn ?? '', paidOnMissing),
      evidence: missing(fields.evidence, evidenceMissing),
    }),
    paths: { 'amount.amount': 'amount', amount: 'amount', paidOn: 'paidOn', evidence: 'evidence' },
    send: (request) => recordPayment(this.recordId, request),
    done: (card, body) => this.close({ card, title: recorded, message: consequence(body.amount, card) }),
    show: (view) => {
      this.view = view
      this.disableClose = view.busy
    },
  })
  view = this.form.view()

  connectedCallback() {
    if (this.mayRecord) this.form.set('amount', this.card.unpaid.amount)
  }

  get mayRecord() {
    return this.card.viewer.can.recordCustomerPayment && this.card.unpaid !== null
  }
  get amountLabel() {
    return fill(amountIn, this.card.unpaid.currency)
  }
  get confirmLabel() {
    const { unpaid } = this.card
    const amount = this.view.fields.amount.trim()
    return amountFault(amount, unpaid) === null
      ? fill(recordOf, money({ amount, currency: unpaid.currency }))
      : recordPlain
  }

  renderedCallback() {
    this.form.rendered(this.template)
  }

  handleTyped(event) {
    this.form.typed(event)
  }

  handleConfirm() {
    const { currency } = this.card.unpaid
    this.form.submit(this.template, (fields) => ({
      amount: { amount: fields.amount.trim(), currency },
      paidOn: fields.paidOn,
      evidence: fields.evidence.trim(),
    }))
  }

  handleRetry() {
    this.form.retry()
  }

  handleClose() {
    this.close()
  }
}

function consequence(paid, card) {
  const payable = card.partners.flatMap(({ name, commission }) =>
    commission.payable ? [fill(partnerPayable, name, money(commission.payable))] : [],
  )
  return [fill(amountRecorded, money(paid)), ...payable].join(' ')
}
