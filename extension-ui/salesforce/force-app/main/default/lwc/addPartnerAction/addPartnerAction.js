import DealAction from 'c/dealAction'
import notAllowed from '@salesforce/label/c.PartnerDesk_ProblemNotAllowed'
import title from '@salesforce/label/c.PartnerDesk_AddPartner'

/** Tags a partner, from the opportunity's action bar; the same form as in the panel. */
export default class AddPartnerAction extends DealAction {
  title = title

  refusalOf({ viewer, noPartnersNote }) {
    if (noPartnersNote !== null) return noPartnersNote
    return viewer.can.tagPartner ? null : (viewer.cannotTagBecause ?? notAllowed)
  }
}
