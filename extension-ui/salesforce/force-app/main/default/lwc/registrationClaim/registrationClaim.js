import { LightningElement, api } from 'lwc'
import { fill, instant } from 'c/cardFormat'
import { REJECT_WORDS } from 'c/cardWords'
import status from '@salesforce/label/c.PartnerDesk_Status'
import partner from '@salesforce/label/c.PartnerDesk_Partner'
import contact from '@salesforce/label/c.PartnerDesk_Contact'
import useCase from '@salesforce/label/c.PartnerDesk_UseCase'
import evidence from '@salesforce/label/c.PartnerDesk_Evidence'
import submitted from '@salesforce/label/c.PartnerDesk_Submitted'
import oneAndOther from '@salesforce/label/c.PartnerDesk_WhoAndWhen'
import timeToDecide from '@salesforce/label/c.PartnerDesk_TimeToDecide'
import leftAndDue from '@salesforce/label/c.PartnerDesk_TimeLeftAndDue'
import question from '@salesforce/label/c.PartnerDesk_Question'
import answer from '@salesforce/label/c.PartnerDesk_Answer'
import rejectedBecause from '@salesforce/label/c.PartnerDesk_RejectedBecause'
import toldToPartner from '@salesforce/label/c.PartnerDesk_ToldToPartner'
import protectedUntil from '@salesforce/label/c.PartnerDesk_ProtectedUntil'

/** What a partner claims, with what evidence, and where it stands. */
export default class RegistrationClaim extends LightningElement {
  @api registration

  labels = { status }

  get facts() {
    const one = this.registration
    const { claim } = one
    return [
      [partner, one.partnerName],
      [
        contact,
        claim.contactEmail ? fill(oneAndOther, claim.contactName, claim.contactEmail) : claim.contactName,
      ],
      [useCase, claim.useCase],
      [evidence, claim.evidence],
      [submitted, fill(oneAndOther, one.submittedBy, instant(one.submittedAt))],
      [timeToDecide, one.slaText && fill(leftAndDue, one.slaText, instant(one.slaDueAt))],
      [question, one.question],
      [answer, one.answer],
      [rejectedBecause, one.rejectReason && REJECT_WORDS[one.rejectReason]],
      [toldToPartner, one.messageToPartner],
      [protectedUntil, one.protectedUntil && instant(one.protectedUntil)],
    ]
      .filter(([, value]) => value)
      .map(([label, value]) => ({ label, value }))
  }
}
