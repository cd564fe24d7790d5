import answerQuestion from '@salesforce/label/c.PartnerDesk_AnswerQuestion'
import activePipeline from '@salesforce/label/c.PartnerDesk_RejectActivePipeline'
import coSell from '@salesforce/label/c.PartnerDesk_TouchpointCoSell'
import duplicate from '@salesforce/label/c.PartnerDesk_RejectDuplicate'
import existingCustomer from '@salesforce/label/c.PartnerDesk_RejectExistingCustomer'
import incomplete from '@salesforce/label/c.PartnerDesk_RejectIncomplete'
import ineligible from '@salesforce/label/c.PartnerDesk_RejectIneligible'
import influenced from '@salesforce/label/c.PartnerDesk_Influenced'
import influencedInSentence from '@salesforce/label/c.PartnerDesk_InfluencedInSentence'
import influencedMeaning from '@salesforce/label/c.PartnerDesk_InfluencedMeaning'
import introduction from '@salesforce/label/c.PartnerDesk_TouchpointIntroduction'
import marketing from '@salesforce/label/c.PartnerDesk_TouchpointMarketing'
import meeting from '@salesforce/label/c.PartnerDesk_TouchpointMeeting'
import other from '@salesforce/label/c.PartnerDesk_RejectOther'
import reviewRegistration from '@salesforce/label/c.PartnerDesk_ReviewRegistration'
import sourced from '@salesforce/label/c.PartnerDesk_Sourced'
import sourcedInSentence from '@salesforce/label/c.PartnerDesk_SourcedInSentence'
import sourcedMeaning from '@salesforce/label/c.PartnerDesk_SourcedMeaning'
import technical from '@salesforce/label/c.PartnerDesk_TouchpointTechnical'
import viewRegistration from '@salesforce/label/c.PartnerDesk_ViewRegistration'

/** @type {Record<'sourced' | 'influenced', { title: string, inSentence: string, meaning: string }>} */
export const ROLE_WORDS = {
  sourced: { title: sourced, inSentence: sourcedInSentence, meaning: sourcedMeaning },
  influenced: { title: influenced, inSentence: influencedInSentence, meaning: influencedMeaning },
}

export const TOUCHPOINT_WORDS = {
  intro: introduction,
  meeting,
  technical_validation: technical,
  co_sell: coSell,
  marketing,
}

export const REJECT_WORDS = {
  duplicate,
  existing_customer: existingCustomer,
  active_direct_pipeline: activePipeline,
  incomplete,
  ineligible,
  other,
}

/** What the button that opens a registration is called, by its `registrationTask` of c/nextStep. */
export const TASK_WORDS = { review: reviewRegistration, answer: answerQuestion, look: viewRegistration }

/** Options for a combobox or a group, in the order of the table. */
export function optionsOf(words) {
  return Object.entries(words).map(([value, label]) => ({ label, value }))
}
