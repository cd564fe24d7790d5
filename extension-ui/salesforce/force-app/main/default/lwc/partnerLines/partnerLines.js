import { LightningElement, api } from 'lwc'
import { fill } from 'c/cardFormat'
import { ROLE_WORDS, TASK_WORDS } from 'c/cardWords'
import { primaryRegistration, registrationsInLine, registrationTask } from 'c/nextStep'
import partnersOnThisDeal from '@salesforce/label/c.PartnerDesk_PartnersOnThisDeal'
import registrationBy from '@salesforce/label/c.PartnerDesk_RegistrationBy'
import touchpointCount from '@salesforce/label/c.PartnerDesk_TouchpointCount'
import touchpointCountOne from '@salesforce/label/c.PartnerDesk_TouchpointCountOne'

/**
 * Who, as what, and whether everything is in order; then the registrations that are being decided. Fires `partner` with
 * { creditId } and `registration` with { registrationId }: a name or a button opens the rest.
 */
export default class PartnerLines extends LightningElement {
  /** DealCard of the card contract. */
  @api card

  labels = { partnersOnThisDeal }

  get partners() {
    return this.card.partners.map(({ creditId, name, role, programme, touchpoints, status }) => ({
      creditId,
      name,
      roleAndProgramme: `${ROLE_WORDS[role].title} · ${programme}`,
      touchpoints: touchpointText(touchpoints.length),
      status,
    }))
  }

  get registrations() {
    const inActionBar = primaryRegistration(this.card)?.id
    return registrationsInLine(this.card).map((registration) => ({
      id: registration.id,
      text: fill(registrationBy, registration.partnerName),
      slaText: registration.slaText,
      status: registration.status,
      task: registration.id === inActionBar ? null : TASK_WORDS[registrationTask(registration)],
    }))
  }

  openPartner(event) {
    const { creditId } = event.currentTarget.dataset
    this.dispatchEvent(new CustomEvent('partner', { detail: { creditId } }))
  }

  openRegistration(event) {
    const { registrationId } = event.currentTarget.dataset
    this.dispatchEvent(new CustomEvent('registration', { detail: { registrationId } }))
  }
}

function touchpointText(count) {
  if (count === 0) return null
  return count === 1 ? touchpointCountOne : fill(touchpointCount, count)
}
