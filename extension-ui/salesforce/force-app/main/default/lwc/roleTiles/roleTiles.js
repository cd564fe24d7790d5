import { LightningElement, api } from 'lwc'
import { ROLE_WORDS } from 'c/cardWords'
import notPossible from '@salesforce/label/c.PartnerDesk_NotPossible'
import role from '@salesforce/label/c.PartnerDesk_Role'

/** The two roles side by side, each with what it would cost. Fires `choose` with the role as its detail. */
export default class RoleTiles extends LightningElement {
  /** PartnerChoice of the card contract. */
  @api partner
  /** 'sourced', 'influenced' or null. */
  @api role = null
  @api disabled = false

  labels = { role }

  get tiles() {
    return Object.entries(ROLE_WORDS).map(([value, { title, meaning }]) => {
      const { allowed, consequence, refusal } = this.partner[value]
      return {
        value,
        title,
        meaning,
        consequence: allowed ? consequence : notPossible,
        refusal: allowed ? null : refusal,
        checked: this.role === value,
        disabled: this.disabled || !allowed,
        inputId: `role-${value}`,
        aboutId: `role-about-${value}`,
        tileClass: this.role === value ? 'tile chosen' : 'tile',
      }
    })
  }

  chose(event) {
    this.dispatchEvent(new CustomEvent('choose', { detail: event.currentTarget.value }))
  }
}
