import AnswerQuestionModal from 'c/answerQuestionModal'
import ReviewRegistrationModal from 'c/reviewRegistrationModal'
import ViewRegistrationModal from 'c/viewRegistrationModal'
import { openRegistration } from 'c/registrationModals'
import { asked, dealCard, registration, waiting } from 'test/card-replies'
import { OPPORTUNITY } from 'test/forms'

test.each([
  ['Review registration', waiting, ReviewRegistrationModal],
  ['Answer question', asked, AnswerQuestionModal],
  ['View registration', registration(), ViewRegistrationModal],
])('opens "%s" when that is what its viewer may do', async (label, chosen, modal) => {
  const opened = { recordId: OPPORTUNITY, card: dealCard(), registration: chosen }
  const open = jest.spyOn(modal, 'open').mockResolvedValue({ title: label })
  expect(await openRegistration(opened)).toEqual({ title: label })
  expect(open).toHaveBeenLastCalledWith({ size: 'medium', label, ...opened })
})
