import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import { decideRegistration } from 'c/cardApi'
import { fill } from 'c/cardFormat'
import { REJECT_WORDS, optionsOf } from 'c/cardWords'
import { formState, missing } from 'c/formState'
import approve from '@salesforce/label/c.PartnerDesk_Approve'
import approveConfirm from '@salesforce/label/c.PartnerDesk_ApproveRegistration'
import approvedTitle from '@salesforce/label/c.PartnerDesk_RegistrationApproved'
import approvedText from '@salesforce/label/c.PartnerDesk_PartnerIsRegistered'
import approvingCauses from '@salesforce/label/c.PartnerDesk_ApprovingCauses'
import ask from '@salesforce/label/c.PartnerDesk_AskQuestion'
import askConfirm from '@salesforce/label/c.PartnerDesk_QuestionSend'
import askedText from '@salesforce/label/c.PartnerDesk_PartnerIsAsked'
import askedTitle from '@salesforce/label/c.PartnerDesk_QuestionSent'
import cancel from '@salesforce/label/c.PartnerDesk_Cancel'
import claims from '@salesforce/label/c.PartnerDesk_ClaimsThisDeal'
import clockStops from '@salesforce/label/c.PartnerDesk_ClockStops'
import messageMissing from '@salesforce/label/c.PartnerDesk_RejectTextMissing'
import questionMissing from '@salesforce/label/c.PartnerDesk_QuestionMissing'
import questionTo from '@salesforce/label/c.PartnerDesk_QuestionTo'
import reason from '@salesforce/label/c.PartnerDesk_Reason'
import reasonMissing from '@salesforce/label/c.PartnerDesk_RejectReasonMissing'
import reasonPlaceholder from '@salesforce/label/c.PartnerDesk_RejectReasonPlaceholder'
import reject from '@salesforce/label/c.PartnerDesk_Reject'
import rejectConfirm from '@salesforce/label/c.PartnerDesk_RejectRegistration'
import rejectedText from '@salesforce/label/c.PartnerDesk_PartnerWillReadWhy'
import rejectedTitle from '@salesforce/label/c.PartnerDesk_RegistrationRejected'
import required from '@salesforce/label/c.PartnerDesk_Required'
import textFor from '@salesforce/label/c.PartnerDesk_RejectTextFor'
import title from '@salesforce/label/c.PartnerDesk_ReviewRegistration'
import whatDecide from '@salesforce/label/c.PartnerDesk_WhatDoYouDecide'
import yourDecision from '@salesforce/label/c.PartnerDesk_YourDecision'

const CHOICES = [
  ['approve', approve],
  ['ask', ask],
  ['reject', reject],
]
const CONFIRM = { approve: approveConfirm, ask: askConfirm, reject: rejectConfirm }

/**
 * The claim with its evidence, clock and conflicts, and the channel manager's decision on it. Closes with
 * { card, title, message }, or with undefined when nothing was decided.
 */
export default class ReviewRegistrationModal extends LightningModal {
  @api recordId
  @api card
  @api registration

  labels = {
    approvingCauses,
    cancel,
    clockStops,
    messageMissing,
    questionMissing,
    reason,
    reasonMissing,
    reasonPlaceholder,
    required,
    title,
    whatDecide,
    yourDecision,
  }
  reasons = optionsOf(REJECT_WORDS)
  form = formState({
    fields: { decision: null, question: '', reason: '', message: '' },
    rules: (fields) => faultsOf({ ...fields, decision: this.decisionOf(fields) }),
    paths: { question: 'question', reason: 'reason', messageToPartner: 'message' },
    send: (request) => decideRegistration(this.recordId, this.registration.id, request),
    done: (card, body) => this.close({ card, ...outcomeOf(body, this.registration) }),
    show: (view) => {
      this.view = view
      this.disableClose = view.busy
    },
  })
  view = this.form.view()

  get decision() {
    return this.decisionOf(this.view.fields)
  }
  get approving() {
    return this.decision === 'approve'
  }
  get asking() {
    return this.decision === 'ask'
  }
  get claimHeading() {
    return fill(claims, this.registration.partnerName)
  }
  get questionLabel() {
    return fill(questionTo, this.registration.partnerName)
  }
  get messageLabel() {
    return fill(textFor, this.registration.partnerName)
  }
  get hasCauses() {
    return this.registration.approvalCauses.length > 0
  }
  get choices() {
    return CHOICES.map(([value, label]) => {
      const { allowed, because } = this.registration.actions[value]
      return {
        value,
        label,
        because,
        reasonId: because ? `${value}-because` : null,
        checked: value === this.decision,
        disabled: !allowed || this.view.busy,
      }
    })
  }
  get confirmLabel() {
    return CONFIRM[this.decision]
  }
  get confirmVariant() {
    return this.decision === 'reject' ? 'destructive' : 'brand'
  }
  get confirmDisabled() {
    return this.view.busy || !this.registration.actions[this.decision].allowed
  }

  renderedCallback() {
    this.form.rendered(this.template)
  }

  handleDecision(event) {
    this.form.set('decision', event.target.value)
  }

  handleTyped(event) {
    this.form.typed(event)
  }

  handleConfirm() {
    this.form.submit(this.template, (fields) => bodyOf({ ...fields, decision: this.decisionOf(fields) }))
  }

  handleRetry() {
    this.form.retry()
  }

  handleCancel() {
    this.close()
  }

  /** Until somebody chooses, the first decision that is allowed. */
  decisionOf({ decision }) {
    const { actions } = this.registration
    return decision ?? CHOICES.map(([value]) => value).find((value) => actions[value].allowed) ?? 'approve'
  }
}

function faultsOf({ decision, question, reason: chosen, message }) {
  return {
    question: decision === 'ask' ? missing(question, questionMissing) : null,
    reason: decision === 'reject' ? missing(chosen, reasonMissing) : null,
    message: decision === 'reject' ? missing(message, messageMissing) : null,
  }
}

function bodyOf({ decision, question, reason: chosen, message }) {
  if (decision === 'ask') return { decision, question: question.trim() }
  if (decision === 'reject') return { decision, reason: chosen, messageToPartner: message.trim() }
  return { decision }
}

function outcomeOf({ decision }, { partnerName, approvalCauses }) {
  switch (decision) {
    case 'ask':
      return { title: askedTitle, message: fill(askedText, partnerName) }
    case 'reject':
      return { title: rejectedTitle, message: fill(rejectedText, partnerName) }
    default:
      return { title: approvedTitle, message: approvalCauses.join(' ') || fill(approvedText, partnerName) }
  }
}
