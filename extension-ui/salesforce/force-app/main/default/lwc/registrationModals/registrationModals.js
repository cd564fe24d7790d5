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

/** What the button that opens a registration is called for this viewer. */
export const registrationTitle = (registration) => TASKS[registrationTask(registration)].label

/**
 * Opens a registration with what its viewer may do about it.
 * @returns {Promise<object | undefined>} the new card, or undefined when nothing was changed
 */
export function openRegistration({ recordId, card, registration }) {
  const { label, modal } = TASKS[registrationTask(registration)]
  return modal.open({ size: 'medium', label, recordId, card, registration })
}
