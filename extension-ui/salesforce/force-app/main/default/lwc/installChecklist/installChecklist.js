import { LightningElement } from 'lwc'
import address from '@salesforce/label/c.PartnerDesk_InstallAddress'
import addressHelp from '@salesforce/label/c.PartnerDesk_InstallAddressHelp'
import addressWrong from '@salesforce/label/c.PartnerDesk_InstallAddressWrong'
import appMissing from '@salesforce/label/c.PartnerDesk_InstallAppMissing'
import check from '@salesforce/label/c.PartnerDesk_InstallCheck'
import checkAgain from '@salesforce/label/c.PartnerDesk_InstallCheckAgain'
import connect from '@salesforce/label/c.PartnerDesk_InstallConnect'
import connectLink from '@salesforce/label/c.PartnerDesk_InstallConnectLink'
import integration from '@salesforce/label/c.PartnerDesk_InstallIntegration'
import page from '@salesforce/label/c.PartnerDesk_InstallPage'
import people from '@salesforce/label/c.PartnerDesk_InstallPeople'
import sandbox from '@salesforce/label/c.PartnerDesk_InstallSandbox'
import sandboxMeans from '@salesforce/label/c.PartnerDesk_InstallSandboxMeans'
import server from '@salesforce/label/c.PartnerDesk_InstallServer'
import title from '@salesforce/label/c.PartnerDesk_InstallTitle'
import { connectAddress } from './connectAddress'

/** The steps that connect an org, in their order, and what is different in a sandbox. Fires `check` to look again. */
export default class InstallChecklist extends LightningElement {
  labels = {
    address,
    addressHelp,
    addressWrong,
    appMissing,
    check,
    checkAgain,
    connect,
    connectLink,
    integration,
    page,
    people,
    sandbox,
    sandboxMeans,
    server,
    title,
  }
  typed = ''

  get connectUrl() {
    return connectAddress(this.typed, window.location.hostname)
  }

  handleAddress(event) {
    this.typed = event.detail.value
    if (this.connectUrl) this.mark('')
  }

  /** Not while somebody is still typing. */
  handleLeft() {
    this.mark(this.typed.trim() === '' || this.connectUrl ? '' : addressWrong)
  }

  mark(fault) {
    const field = this.template.querySelector('[data-field="address"]')
    field.setCustomValidity(fault)
    field.reportValidity()
  }

  handleCheck() {
    this.dispatchEvent(new CustomEvent('check'))
  }
}
