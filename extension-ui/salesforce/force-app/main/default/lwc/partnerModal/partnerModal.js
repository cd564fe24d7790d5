import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import { removeCredit } from 'c/cardApi'
import { fill, instant, money } from 'c/cardFormat'
import { ROLE_WORDS, TOUCHPOINT_WORDS } from 'c/cardWords'
import { decidedRegistration } from 'c/nextStep'
import ReasonModal from 'c/reasonModal'
import close from '@salesforce/label/c.PartnerDesk_Close'
import programme from '@salesforce/label/c.PartnerDesk_ProgrammeLabel'
import protectedUntil from '@salesforce/label/c.PartnerDesk_ProtectedUntil'
import reason from '@salesforce/label/c.PartnerDesk_Reason'
import registration from '@salesforce/label/c.PartnerDesk_Registration'
import removePartner from '@salesforce/label/c.PartnerDesk_RemovePartner'
import removeTag from '@salesforce/label/c.PartnerDesk_RemoveTag'
import removeTagCauses from '@salesforce/label/c.PartnerDesk_RemoveTagCauses'
import removeTagCausesWithMoney from '@salesforce/label/c.PartnerDesk_RemoveTagCausesWithMoney'
import role from '@salesforce/label/c.PartnerDesk_Role'
import roleAndMeaning from '@salesforce/label/c.PartnerDesk_RoleAndMeaning'
import status from '@salesforce/label/c.PartnerDesk_Status'
import taggedBy from '@salesforce/label/c.PartnerDesk_TaggedBy'
import tagRemoved from '@salesforce/label/c.PartnerDesk_TagRemoved'
import tagRemovedMeans from '@salesforce/label/c.PartnerDesk_TagRemovedMeans'
import touchpoints from '@salesforce/label/c.PartnerDesk_Touchpoints'
import whoAndWhen from '@salesforce/label/c.PartnerDesk_WhoAndWhen'
import whyThisAmount from '@salesforce/label/c.PartnerDesk_WhyThisAmount'

/**
 * Everything about one partner on the deal, with *Remove tag* and *Withdraw registration* where they are open to this
 * viewer. Closes with { card, title, message } when something was changed, else with undefined.
 */
export default class PartnerModal extends LightningModal {
  @api recordId
  /** DealCard of the card contract. */
  @api card
  @api creditId

  labels = { close, registration, removeTag, status, whyThisAmount }

  get partner() {
    return this.card.partners.find(({ creditId }) => creditId === this.creditId)
  }

  get registration() {
    return decidedRegistration(this.card, this.partner.partnerId)
  }

  get facts() {
    const { partner } = this
    const words = ROLE_WORDS[partner.role]
    return [
      [role, fill(roleAndMeaning, words.title, words.meaning)],
      [programme, partner.programme],
      [taggedBy, fill(whoAndWhen, partner.taggedBy, instant(partner.taggedAt))],
      [reason, partner.reason],
      [touchpoints, partner.touchpoints.map((touchpoint) => TOUCHPOINT_WORDS[touchpoint]).join(', ')],
      [protectedUntil, partner.protectedUntil && instant(partner.protectedUntil)],
    ]
      .filter(([, value]) => value)
      .map(([label, value]) => ({ label, value }))
  }

  async handleRemove() {
    const { name, role: tagged, creditId, commission } = this.partner
    const { inSentence } = ROLE_WORDS[tagged]
    const card = await ReasonModal.open({
      size: 'small',
      label: fill(removePartner, name),
      consequence: commission.amount
        ? fill(removeTagCausesWithMoney, name, inSentence, money(commission.amount))
        : fill(removeTagCauses, name, inSentence),
      confirm: fill(removePartner, name),
      send: (request) => removeCredit(this.recordId, creditId, request),
    })
    if (!card) return
    this.close({ card, title: tagRemoved, message: fill(tagRemovedMeans, name, inSentence) })
  }

  handleWithdrawn(event) {
    this.close(event.detail)
  }

  handleClose() {
    this.close()
  }
}
