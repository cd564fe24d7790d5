import { LightningElement, api } from 'lwc'
import { TASK_WORDS } from 'c/cardWords'
import { primaryRegistration, registrationTask } from 'c/nextStep'
import addPartner from '@salesforce/label/c.PartnerDesk_AddPartner'
import history from '@salesforce/label/c.PartnerDesk_History'
import openConsole from '@salesforce/label/c.PartnerDesk_OpenConsole'
import payments from '@salesforce/label/c.PartnerDesk_Payments'
import recordPayment from '@salesforce/label/c.PartnerDesk_RecordPayment'
import register from '@salesforce/label/c.PartnerDesk_Register'

/**
 * The likely next thing as the one primary button; everything else stays one click away. Fires `act` with { action }:
 * 'registration', 'payments', 'addPartner', 'register', 'history' or 'console'.
 */
export default class CardActions extends LightningElement {
  /** DealCard of the card contract. */
  @api card

  get first() {
    const { primaryAction, viewer, noPartnersNote } = this.card
    const registration = primaryRegistration(this.card)
    const buttons = []
    if (registration)
      buttons.push(button('registration', TASK_WORDS[registrationTask(registration)], 'brand'))
    if (primaryAction === 'record_payment') buttons.push(button('payments', this.paymentsLabel, 'brand'))
    if (viewer.can.tagPartner && noPartnersNote === null) {
      buttons.push(button('addPartner', addPartner, primaryAction === 'add_partner' ? 'brand' : 'neutral'))
    }
    return buttons
  }

  get others() {
    const { primaryAction, viewer, noPartnersNote, payments: recorded, unpaid } = this.card
    const hasPayments = recorded.length > 0 || (viewer.can.recordCustomerPayment && unpaid !== null)
    const buttons = []
    if (viewer.can.submitRegistration && noPartnersNote === null) {
      buttons.push(button('register', register, 'base'))
    }
    if (primaryAction !== 'record_payment' && hasPayments) {
      buttons.push(button('payments', this.paymentsLabel, 'base'))
    }
    return [...buttons, button('history', history, 'base'), button('console', openConsole, 'base')]
  }

  get paymentsLabel() {
    return this.card.viewer.can.recordCustomerPayment && this.card.unpaid ? recordPayment : payments
  }

  @api
  focusFirst() {
    this.template.querySelector('lightning-button').focus()
  }

  act(event) {
    const { action } = event.currentTarget.dataset
    this.dispatchEvent(new CustomEvent('act', { detail: { action } }))
  }
}

function button(action, label, variant) {
  return { action, label, variant }
}
