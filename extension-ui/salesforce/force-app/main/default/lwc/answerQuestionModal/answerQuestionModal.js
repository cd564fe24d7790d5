import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import { answerQuestion } from 'c/cardApi'
import { fill } from 'c/cardFormat'
import { formState, missing } from 'c/formState'
import answer from '@salesforce/label/c.PartnerDesk_AnswerYours'
import answerMissing from '@salesforce/label/c.PartnerDesk_AnswerMissing'
import answerSent from '@salesforce/label/c.PartnerDesk_AnswerSent'
import answerSentMeans from '@salesforce/label/c.PartnerDesk_AnswerSentMeans'
import cancel from '@salesforce/label/c.PartnerDesk_Cancel'
import claims from '@salesforce/label/c.PartnerDesk_ClaimsThisDeal'
import question from '@salesforce/label/c.PartnerDesk_Question'
import send from '@salesforce/label/c.PartnerDesk_AnswerSend'
import title from '@salesforce/label/c.PartnerDesk_AnswerQuestion'

/**
 * The channel manager's question, the answer to it, and the claim that it is about. Closes with
 * { card, title, message }, also when the registration is withdrawn instead; with undefined when nothing was done.
 */
export default class AnswerQuestionModal extends LightningModal {
  @api recordId
  @api card
  @api registration

  labels = { answer, answerMissing, cancel, question, send, title }
  form = formState({
    fields: { answer: '' },
    rules: (fields) => ({ answer: missing(fields.answer, answerMissing) }),
    paths: { answer: 'answer' },
    send: (request) => answerQuestion(this.recordId, this.registration.id, request),
    done: (card) => this.close({ card, title: answerSent, message: answerSentMeans }),
    show: (view) => {
      this.view = view
      this.disableClose = view.busy
    },
  })
  view = this.form.view()

  get claimHeading() {
    return fill(claims, this.registration.partnerName)
  }

  renderedCallback() {
    this.form.rendered(this.template)
  }

  handleTyped(event) {
    this.form.typed(event)
  }

  handleConfirm() {
    this.form.submit(this.template, (fields) => ({ answer: fields.answer.trim() }))
  }

  handleRetry() {
    this.form.retry()
  }

  handleCancel() {
    this.close()
  }

  handleWithdrawn(event) {
    this.close(event.detail)
  }
}
