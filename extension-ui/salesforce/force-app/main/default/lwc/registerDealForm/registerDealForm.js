import { LightningElement, api } from 'lwc'
import { submitRegistration } from 'c/cardApi'
import { fill } from 'c/cardFormat'
import { formState, missing } from 'c/formState'
import { registrable } from 'c/nextStep'
import another from '@salesforce/label/c.PartnerDesk_AnotherPartner'
import choose from '@salesforce/label/c.PartnerDesk_ChooseAPartnerToRegister'
import contact from '@salesforce/label/c.PartnerDesk_CustomerContact'
import contactHelp from '@salesforce/label/c.PartnerDesk_CustomerContactHelp'
import contactMissing from '@salesforce/label/c.PartnerDesk_ContactMissing'
import email from '@salesforce/label/c.PartnerDesk_ContactEmail'
import emailWrong from '@salesforce/label/c.PartnerDesk_ContactEmailWrong'
import evidence from '@salesforce/label/c.PartnerDesk_Evidence'
import evidenceHelp from '@salesforce/label/c.PartnerDesk_EvidenceHelp'
import evidenceMissing from '@salesforce/label/c.PartnerDesk_EvidenceMissing'
import partner from '@salesforce/label/c.PartnerDesk_Partner'
import partnerMissing from '@salesforce/label/c.PartnerDesk_ChooseAPartner'
import registerFor from '@salesforce/label/c.PartnerDesk_RegisterThisDealFor'
import sent from '@salesforce/label/c.PartnerDesk_RegistrationSent'
import sentMeans from '@salesforce/label/c.PartnerDesk_RegistrationSentMeans'
import thePartner from '@salesforce/label/c.PartnerDesk_ThePartner'
import useCase from '@salesforce/label/c.PartnerDesk_UseCase'
import useCaseMissing from '@salesforce/label/c.PartnerDesk_UseCaseMissing'

const ANOTHER = 'another'

/**
 * Registers a deal for a partner: one on it already, or one that is searched for. The buttons belong to whoever shows
 * the form: it calls `submit()` and `retry()`, hears of each step by `formstate` ({ confirm, disabled, busy,
 * problem, rest, incomplete }) and of success by `done` ({ card, title, message }).
 */
export default class RegisterDealForm extends LightningElement {
  @api recordId
  @api card

  labels = {
    contact,
    contactHelp,
    contactMissing,
    email,
    emailWrong,
    evidence,
    evidenceHelp,
    evidenceMissing,
    partner,
    useCase,
    useCaseMissing,
  }
  form = formState({
    fields: { onDeal: null, partner: null, contactName: '', contactEmail: '', useCase: '', evidence: '' },
    rules: (fields) => faultsOf(fields, this.onDealOf(fields)),
    paths: {
      partnerId: 'partner',
      contactName: 'contactName',
      contactEmail: 'contactEmail',
      useCase: 'useCase',
      evidence: 'evidence',
    },
    send: (request) => submitRegistration(this.recordId, request),
    done: (card, body) => this.registered(card, body),
    show: (view) => {
      this.view = view
      this.tell()
    },
  })
  view = this.form.view()

  connectedCallback() {
    this.tell()
  }

  renderedCallback() {
    this.form.rendered(this.template)
  }

  @api
  submit() {
    this.form.submit(this.template, (fields) => {
      const onDeal = this.onDealOf(fields)
      const address = fields.contactEmail.trim()
      return {
        partnerId: onDeal === ANOTHER ? fields.partner.partnerId : onDeal,
        contactName: fields.contactName.trim(),
        contactEmail: address === '' ? null : address,
        useCase: fields.useCase.trim(),
        evidence: fields.evidence.trim(),
      }
    })
  }

  @api
  retry() {
    this.form.retry()
  }

  get candidates() {
    return registrable(this.card)
  }
  get partnerOptions() {
    return [
      ...this.candidates.map(({ partnerId, name }) => ({ value: partnerId, label: name })),
      { value: ANOTHER, label: another },
    ]
  }
  get onDeal() {
    return this.onDealOf(this.view.fields)
  }
  get searching() {
    return this.onDeal === ANOTHER
  }
  get confirm() {
    const { onDeal, candidates } = this
    const name = this.searching
      ? this.view.fields.partner?.name
      : candidates.find(({ partnerId }) => partnerId === onDeal)?.name
    return name ? fill(registerFor, name) : choose
  }

  handleTyped(event) {
    this.form.typed(event)
  }

  handleChoose(event) {
    this.form.set('partner', event.detail)
  }

  /** Until somebody chooses: the first partner on the deal that can be registered. */
  onDealOf({ onDeal }) {
    return onDeal ?? this.candidates[0]?.partnerId ?? ANOTHER
  }

  tell() {
    const { busy, problem, rest, incomplete } = this.view
    const detail = { confirm: this.confirm, disabled: busy, busy, problem, rest, incomplete }
    this.dispatchEvent(new CustomEvent('formstate', { detail }))
  }

  registered(card, { partnerId }) {
    const name = card.registrations.find((one) => one.partnerId === partnerId)?.partnerName
    const message = fill(sentMeans, name ?? thePartner)
    this.dispatchEvent(new CustomEvent('done', { detail: { card, title: sent, message } }))
  }
}

function faultsOf(fields, onDeal) {
  const address = fields.contactEmail.trim()
  return {
    partner: onDeal === ANOTHER && fields.partner === null ? partnerMissing : null,
    contactName: missing(fields.contactName, contactMissing),
    contactEmail: address === '' || /^\S+@\S+\.\S+$/.test(address) ? null : emailWrong,
    useCase: missing(fields.useCase, useCaseMissing),
    evidence: missing(fields.evidence, evidenceMissing),
  }
}
