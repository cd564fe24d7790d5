import { LightningElement } from 'lwc'
import mayAdminister from '@salesforce/customPermission/Partner_Desk_Admin'
import mayDecide from '@salesforce/customPermission/Partner_Desk_Channel_Manager'
import maySell from '@salesforce/customPermission/Partner_Desk_Rep'
import addPartner from '@salesforce/label/c.PartnerDesk_AddPartner'
import history from '@salesforce/label/c.PartnerDesk_History'
import loadingPartners from '@salesforce/label/c.PartnerDesk_LoadingPartners'
import openConsole from '@salesforce/label/c.PartnerDesk_OpenConsole'
import register from '@salesforce/label/c.PartnerDesk_Register'

/**
 * The card's own shape without its words, so that nothing jumps when they arrive. Custom permissions only guess which
 * buttons there will be; what is allowed, the card says, and the server decides.
 */
export default class CardSkeleton extends LightningElement {
  labels = { addPartner, loadingPartners }
  maySell = Boolean(maySell || mayDecide || mayAdminister)

  get others() {
    return this.maySell ? [register, history, openConsole] : [history, openConsole]
  }
}
