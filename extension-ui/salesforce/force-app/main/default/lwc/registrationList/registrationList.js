import { LightningElement } from 'lwc'
import { NavigationMixin } from 'lightning/navigation'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import isAdmin from '@salesforce/customPermission/Partner_Desk_Admin'
import isChannelManager from '@salesforce/customPermission/Partner_Desk_Channel_Manager'
import { listRegistrations, loadCard } from 'c/cardApi'
import { tellCardChange } from 'c/cardChanges'
import { fill, instant, moneyOrDash } from 'c/cardFormat'
import { problemOf } from 'c/cardProblem'
import { openRegistration } from 'c/registrationModals'
import action from '@salesforce/label/c.PartnerDesk_Action'
import all from '@salesforce/label/c.PartnerDesk_RegistrationsAll'
import amount from '@salesforce/label/c.PartnerDesk_Amount'
import conflictCount from '@salesforce/label/c.PartnerDesk_ConflictCount'
import conflictCountNone from '@salesforce/label/c.PartnerDesk_ConflictCountNone'
import conflictCountOne from '@salesforce/label/c.PartnerDesk_ConflictCountOne'
import conflicts from '@salesforce/label/c.PartnerDesk_Conflicts'
import countShown from '@salesforce/label/c.PartnerDesk_RegistrationsCount'
import deal from '@salesforce/label/c.PartnerDesk_Deal'
import fromLastTime from '@salesforce/label/c.PartnerDesk_FromLastTime'
import gone from '@salesforce/label/c.PartnerDesk_RegistrationsGone'
import goneMeans from '@salesforce/label/c.PartnerDesk_RegistrationsGoneMeans'
import lead from '@salesforce/label/c.PartnerDesk_RegistrationsLead'
import loadFailed from '@salesforce/label/c.PartnerDesk_RegistrationsLoadFailed'
import loadingText from '@salesforce/label/c.PartnerDesk_RegistrationsLoading'
import more from '@salesforce/label/c.PartnerDesk_RegistrationsMore'
import noMatch from '@salesforce/label/c.PartnerDesk_RegistrationsNoMatch'
import none from '@salesforce/label/c.PartnerDesk_RegistrationsNone'
import noneWaiting from '@salesforce/label/c.PartnerDesk_RegistrationsNoneWaiting'
import notUpToDate from '@salesforce/label/c.PartnerDesk_NotUpToDate'
import ofDeal from '@salesforce/label/c.PartnerDesk_RegistrationsOfDeal'
import partner from '@salesforce/label/c.PartnerDesk_Partner'
import refresh from '@salesforce/label/c.PartnerDesk_RegistrationsRefresh'
import review from '@salesforce/label/c.PartnerDesk_Review'
import search from '@salesforce/label/c.PartnerDesk_RegistrationsSearch'
import searchHelp from '@salesforce/label/c.PartnerDesk_RegistrationsSearchHelp'
import show from '@salesforce/label/c.PartnerDesk_RegistrationsShow'
import status from '@salesforce/label/c.PartnerDesk_Status'
import submitted from '@salesforce/label/c.PartnerDesk_Submitted'
import timeToDecide from '@salesforce/label/c.PartnerDesk_TimeToDecide'
import title from '@salesforce/label/c.PartnerDesk_RegistrationsTitle'
import view from '@salesforce/label/c.PartnerDesk_View'
import waiting from '@salesforce/label/c.PartnerDesk_RegistrationsWaiting'

const PAUSE_MS = 250

/**
 * The tab with the registrations of all deals, the most urgent first: found, opened in their deal, and decided in
 * place by whoever may.
 */
export default class RegistrationList extends NavigationMixin(LightningElement) {
  labels = {
    action,
    amount,
    conflicts,
    deal,
    lead,
    more,
    partner,
    refresh,
    search,
    searchHelp,
    show,
    status,
    submitted,
    timeToDecide,
    title,
  }
  filters = [
    { value: 'waiting', label: waiting },
    { value: 'all', label: all },
  ]
  show = 'waiting'
  typed = ''
  rows = []
  /** null until the first answer. */
  total = null
  nextCursor = null
  loading = true
  problem = null
  opening = false
  openProblem = null
  // Replies may arrive in any order: only the newest turn may speak.
  turn = 0
  timer

  connectedCallback() {
    this.load()
  }

  disconnectedCallback() {
    clearTimeout(this.timer)
    this.turn += 1
  }

  get problemTone() {
    return this.total === null ? 'error' : 'warning'
  }
  get problemHeading() {
    return this.total === null ? loadFailed : notUpToDate
  }
  get problemText() {
    const { title: what, message } = this.problem
    return this.total === null ? `${what}\n${message}` : fill(fromLastTime, what, message)
  }
  get stateText() {
    if (this.loading) return loadingText
    if (this.total === null) return ''
    if (this.rows.length > 0) return fill(countShown, this.rows.length, this.total)
    const sought = this.typed.trim()
    if (sought !== '') return fill(noMatch, sought)
    return this.show === 'waiting' ? noneWaiting : none
  }

  handleShow(event) {
    this.show = event.detail.value
    this.load()
  }

  handleSearch(event) {
    this.typed = event.detail.value
    clearTimeout(this.timer)
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- ended in disconnectedCallback
    this.timer = setTimeout(() => this.load(), PAUSE_MS)
  }

  handleRefresh() {
    this.load()
  }

  handleMore() {
    this.load(this.nextCursor)
  }

  /** The first page, or with a cursor the one after those that are shown. */
  async load(cursor) {
    clearTimeout(this.timer)
    this.turn += 1
    const mine = this.turn
    this.loading = true
    this.problem = null
    try {
      const page = await listRegistrations({ show: this.show, search: this.typed.trim(), cursor })
      const rows = await Promise.all(page.registrations.map((one) => this.rowOf(one)))
      if (mine !== this.turn) return
      this.rows = cursor ? [...this.rows, ...withoutThose(rows, this.rows)] : rows
      this.total = page.total
      this.nextCursor = page.nextCursor
    } catch (error) {
      if (mine === this.turn) this.problem = problemOf(error, false)
    } finally {
      if (mine === this.turn) this.loading = false
    }
  }

  async rowOf(one) {
    // Only the word on the button: what this viewer may do is the server's to say, in the card that is loaded. Decided
    // ones have no clock: there is nothing left to review.
    const doing = (isChannelManager || isAdmin) && one.slaText !== null ? review : view
    return {
      ...one,
      url: await this[NavigationMixin.GenerateUrl](recordPage(one.dealExternalId)),
      amount: moneyOrDash(one.amount),
      submittedAt: instant(one.submittedAt),
      conflicts: conflictsText(one.conflictCount),
      action: doing,
      actionTitle: fill(ofDeal, doing, one.partnerName, one.dealName),
    }
  }

  /** Lightning opens records itself; a click that asks for a new tab is left to the browser. */
  handleDeal(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    this[NavigationMixin.Navigate](recordPage(event.currentTarget.dataset.deal))
  }

  async handleOpen(event) {
    const row = this.rows.find(({ id }) => id === event.currentTarget.dataset.id)
    const recordId = row.dealExternalId
    this.opening = true
    this.openProblem = null
    let card
    try {
      card = await loadCard(recordId)
    } catch (error) {
      this.openProblem = problemOf(error, false)
      return
    } finally {
      this.opening = false
    }
    const registration = card.registrations.find(({ id }) => id === row.id)
    if (!registration) {
      this.openProblem = { title: gone, message: goneMeans }
      this.load()
      return
    }
    const done = await openRegistration({ recordId, card, registration })
    if (!done) return
    // The record page waits behind this tab with the card of before.
    tellCardChange(recordId, done.card)
    this.dispatchEvent(new ShowToastEvent({ title: done.title, message: done.message, variant: 'success' }))
    this.load()
  }
}

const recordPage = (recordId) => ({
  type: 'standard__recordPage',
  attributes: { recordId, objectApiName: 'Opportunity', actionName: 'view' },
})

/** Rows move between pages while somebody reads; one that is shown already is not shown twice. */
function withoutThose(rows, shown) {
  const ids = new Set(shown.map(({ id }) => id))
  return rows.filter(({ id }) => !ids.has(id))
}

function conflictsText(count) {
  if (count === 0) return conflictCountNone
  return count === 1 ? conflictCountOne : fill(conflictCount, count)
}
