import AnswerQuestionModal from 'c/answerQuestionModal'
import { registrationTask } from 'c/nextStep'
import ReviewRegistrationModal from 'c/reviewRegistrationModal'
import ViewRegistrationModal from 'c/viewRegistrationModal'
import answer from '@salesforce/label/c.PartnerDesk_AnswerQuestion'
import look from '@salesforce/label/c.PartnerDesk_ViewRegistration'
import review from '@salesforce/label/c.PartnerDesk_ReviewRegistration'

const TASKS = {
  review: { label: review, modal: ReviewRegistrationModal },
  answer: { label: answer, modal: AnswerQuestionModal },
  look: { label: look, modal: ViewRegistrationModal },
}

/**
 * Opens a registration with what its viewer may do about it.
 * @returns {Promise<{ card: object, title: string, message: string } | undefined>} { card, title, message } after a change, else undefined
 */
export function openRegistration({ recordId, card, registration }) {
  const { label, modal } = TASKS[registrationTask(registration)]
  return modal.open({ size: 'medium', label, recordId, card, registration })
}
