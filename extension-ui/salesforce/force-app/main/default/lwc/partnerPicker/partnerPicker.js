import { LightningElement, api } from 'lwc'
import { searchPartners } from 'c/cardApi'
import { fill } from 'c/cardFormat'
import { problemOf } from 'c/cardProblem'
import { ROLE_WORDS } from 'c/cardWords'
import findAPartner from '@salesforce/label/c.PartnerDesk_FindAPartner'
import findAPartnerHelp from '@salesforce/label/c.PartnerDesk_FindAPartnerHelp'
import morePartners from '@salesforce/label/c.PartnerDesk_MorePartners'
import noPartnerMatches from '@salesforce/label/c.PartnerDesk_NoPartnerMatches'
import noPartnerYet from '@salesforce/label/c.PartnerDesk_NoPartnerYet'
import onDealAs from '@salesforce/label/c.PartnerDesk_OnDealAs'
import partner from '@salesforce/label/c.PartnerDesk_Partner'
import partnerCount from '@salesforce/label/c.PartnerDesk_PartnerCount'
import partnerCountOne from '@salesforce/label/c.PartnerDesk_PartnerCountOne'
import searchingPartners from '@salesforce/label/c.PartnerDesk_SearchingPartners'
import usedRecently from '@salesforce/label/c.PartnerDesk_UsedRecently'

const PAUSE_MS = 250

/**
 * Search as you type; the recent partners are there before anything is typed. Fires `choose` with the PartnerChoice as
 * its detail. `data-field` and `fault` make it a field of a form: `focus()` goes to the first choice.
 */
export default class PartnerPicker extends LightningElement {
  @api recordId
  /** DealCard's noPartnersNote: who can add a partner when there is none. */
  @api noPartnersNote = null
  /** The PartnerChoice that is chosen, or null. */
  @api chosen = null
  /** What is wrong with the choice, or null. */
  @api fault = null
  @api disabled = false

  labels = { findAPartner, findAPartnerHelp, morePartners, partner, searchingPartners }
  typed = ''
  found = null
  searching = true
  problem = null
  turn = 0
  timer

  connectedCallback() {
    this.search()
  }

  disconnectedCallback() {
    clearTimeout(this.timer)
    this.turn += 1
  }

  @api
  focus() {
    const target =
      this.template.querySelector('input[type="radio"]') ?? this.template.querySelector('lightning-input')
    target?.focus()
  }

  get choices() {
    const matches = this.found?.partners ?? []
    const { chosen } = this
    // The one that is chosen stays in sight, whatever is searched for next.
    const shown =
      chosen && !matches.some(({ partnerId }) => partnerId === chosen.partnerId)
        ? [chosen, ...matches]
        : matches
    return shown.map((choice) => ({
      partnerId: choice.partnerId,
      name: choice.name,
      description: description(choice),
      checked: choice.partnerId === chosen?.partnerId,
      inputId: `partner-${choice.partnerId}`,
      descriptionId: `about-${choice.partnerId}`,
      choice,
    }))
  }

  get hasChoices() {
    return this.choices.length > 0
  }

  get groupClass() {
    return this.fault ? 'slds-form-element slds-has-error' : 'slds-form-element'
  }

  get hasMore() {
    return this.found?.more ?? false
  }

  /** For sight and screen reader alike when nothing matches; for the screen reader alone otherwise. */
  get announcement() {
    if (this.searching || !this.found) return ''
    const count = this.found.partners.length
    if (count > 0) return count === 1 ? partnerCountOne : fill(partnerCount, count)
    const sought = this.typed.trim()
    return sought === '' ? (this.noPartnersNote ?? noPartnerYet) : fill(noPartnerMatches, sought)
  }

  get announcementClass() {
    return this.found?.partners.length === 0 ? '' : 'slds-assistive-text'
  }

  typedText(event) {
    this.typed = event.detail.value
    clearTimeout(this.timer)
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- ended in disconnectedCallback
    this.timer = setTimeout(() => this.search(), PAUSE_MS)
  }

  /** An answer to an earlier search never replaces a later one. */
  async search() {
    this.turn += 1
    const mine = this.turn
    this.searching = true
    this.problem = null
    try {
      const found = await searchPartners(this.recordId, this.typed.trim())
      if (mine === this.turn) this.found = found
    } catch (error) {
      if (mine === this.turn) this.problem = problemOf(error, false)
    } finally {
      if (mine === this.turn) this.searching = false
    }
  }

  chose(event) {
    const { partnerId } = event.currentTarget.dataset
    const { choice } = this.choices.find((candidate) => candidate.partnerId === partnerId)
    this.dispatchEvent(new CustomEvent('choose', { detail: choice }))
  }
}

function description({ programme, domains, recent, onDealAs: role }) {
  const parts = [programme, ...domains]
  if (recent) parts.push(usedRecently)
  if (role) parts.push(fill(onDealAs, ROLE_WORDS[role].inSentence))
  return parts.join(' · ')
}
