import DealAction from 'c/dealAction'
import notAllowed from '@salesforce/label/c.PartnerDesk_ActionRegisterNotAllowed'
import title from '@salesforce/label/c.PartnerDesk_RegisterThisDeal'

/** Registers the deal, from the opportunity's action bar; the same form as in the panel. */
export default class RegisterDealAction extends DealAction {
  title = title

  refusalOf({ viewer, noPartnersNote }) {
    if (noPartnersNote !== null) return noPartnersNote
    return viewer.can.submitRegistration ? null : notAllowed
  }
}
