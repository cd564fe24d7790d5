import { LightningElement, api } from 'lwc'
import { fill, money, moneyOrDash } from 'c/cardFormat'
import accrued from '@salesforce/label/c.PartnerDesk_Accrued'
import commission from '@salesforce/label/c.PartnerDesk_Commission'
import ifWonAt from '@salesforce/label/c.PartnerDesk_IfWonAt'
import inPayout from '@salesforce/label/c.PartnerDesk_InPayout'
import noAmountYet from '@salesforce/label/c.PartnerDesk_NoAmountYet'
import paid from '@salesforce/label/c.PartnerDesk_Paid'
import payable from '@salesforce/label/c.PartnerDesk_Payable'
import pending from '@salesforce/label/c.PartnerDesk_Pending'
import why from '@salesforce/label/c.PartnerDesk_Why'

const COLUMNS = [
  [accrued, 'amount'],
  [pending, 'pending'],
  [payable, 'payable'],
  [inPayout, 'inPayout'],
  [paid, 'paid'],
]

/** What each partner would get at today's amount; once posted, how far each commission has come. Fires `why`. */
export default class MoneyLine extends LightningElement {
  /** DealCard of the card contract. */
  @api card

  labels = { commission, why }
  columns = COLUMNS.map(([title]) => title)

  get posted() {
    return this.card.partners
      .filter(isPosted)
      .map(({ creditId, name, commission: { note, ...amounts } }) => ({
        creditId,
        name,
        amounts: COLUMNS.map(([title, field]) => ({ title, text: moneyOrDash(amounts[field]) })),
        note: note && `${name}: ${note}`,
      }))
  }

  get hasPosted() {
    return this.card.partners.some(isPosted)
  }

  get notes() {
    return this.posted.filter(({ note }) => note)
  }

  get expected() {
    // Of an open deal the note says more than the amount, and has it in it where there is one.
    const open = this.card.deal.outcome === 'open'
    return this.card.partners
      .filter((partner) => !isPosted(partner))
      .map(({ creditId, name, commission: { amount, note } }) => ({
        creditId,
        text: `${name} ${amount && !(open && note) ? money(amount) : (note ?? noAmountYet)}`,
      }))
  }

  get hasExpected() {
    return this.expected.length > 0
  }

  get heading() {
    const { amount, amountNote, outcome } = this.card.deal
    if (outcome !== 'open') return null
    return amount ? fill(ifWonAt, money(amount)) : (amountNote ?? noAmountYet)
  }

  get explained() {
    return this.card.partners.some((partner) => partner.commission.why)
  }
  get whyBesideExpected() {
    return this.explained && !this.hasPosted
  }
  get whyBeneathPosted() {
    return this.explained && this.hasPosted
  }

  openWhy() {
    this.dispatchEvent(new CustomEvent('why'))
  }
}

function isPosted({ commission: { state } }) {
  return state === 'accrued'
}
