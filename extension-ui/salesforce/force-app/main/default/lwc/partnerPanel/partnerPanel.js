import { LightningElement, api, wire } from 'lwc'
import { NavigationMixin } from 'lightning/navigation'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { registerRefreshHandler, unregisterRefreshHandler } from 'lightning/refresh'
import { getRecord, notifyRecordUpdateAvailable } from 'lightning/uiRecordApi'
import AMOUNT from '@salesforce/schema/Opportunity.Amount'
import CLOSE_DATE from '@salesforce/schema/Opportunity.CloseDate'
import ID from '@salesforce/schema/Opportunity.Id'
import STAGE_NAME from '@salesforce/schema/Opportunity.StageName'
import { loadCard } from 'c/cardApi'
import { hearCardChanges, tellCardChange } from 'c/cardChanges'
import { ago, fill } from 'c/cardFormat'
import { problemOf } from 'c/cardProblem'
import { primaryRegistration, registrationsInLine } from 'c/nextStep'
import { openRegistration } from 'c/registrationModals'
import AddPartnerModal from 'c/addPartnerModal'
import HistoryModal from 'c/historyModal'
import OpenConsoleModal from 'c/openConsoleModal'
import PartnerModal from 'c/partnerModal'
import PaymentModal from 'c/paymentModal'
import RegisterDealModal from 'c/registerDealModal'
import WhyModal from 'c/whyModal'
import addPartner from '@salesforce/label/c.PartnerDesk_AddPartner'
import consoleTitle from '@salesforce/label/c.PartnerDesk_ConsoleTitle'
import customerPayments from '@salesforce/label/c.PartnerDesk_CustomerPayments'
import dealLost from '@salesforce/label/c.PartnerDesk_DealLost'
import dealWon from '@salesforce/label/c.PartnerDesk_DealWon'
import fromLastTime from '@salesforce/label/c.PartnerDesk_FromLastTime'
import history from '@salesforce/label/c.PartnerDesk_History'
import loadFailed from '@salesforce/label/c.PartnerDesk_LoadFailed'
import noPartner from '@salesforce/label/c.PartnerDesk_NoPartner'
import noPartnerAdvice from '@salesforce/label/c.PartnerDesk_NoPartnerAdvice'
import nothingLost from '@salesforce/label/c.PartnerDesk_NothingLost'
import notUpToDate from '@salesforce/label/c.PartnerDesk_NotUpToDate'
import ownCredit from '@salesforce/label/c.PartnerDesk_OwnCredit'
import partners from '@salesforce/label/c.PartnerDesk_Partners'
import reconnectLink from '@salesforce/label/c.PartnerDesk_ReconnectLink'
import reconnectMessage from '@salesforce/label/c.PartnerDesk_ReconnectMessage'
import reconnectNeeded from '@salesforce/label/c.PartnerDesk_ReconnectNeeded'
import registerThisDeal from '@salesforce/label/c.PartnerDesk_RegisterThisDeal'
import synced from '@salesforce/label/c.PartnerDesk_Synced'
import tryAgain from '@salesforce/label/c.PartnerDesk_TryAgain'
import whyTheseAmounts from '@salesforce/label/c.PartnerDesk_WhyTheseAmounts'

// Only orgs with several currencies have CurrencyIsoCode, so it cannot be imported from the schema.
const WATCHED = [AMOUNT, STAGE_NAME, CLOSE_DATE, 'Opportunity.CurrencyIsoCode']
const WRITE_BACK_MS = 4_000

/**
 * The deal card: who brought or helped this deal, what it earns them, and the next step.
 *
 * Each modal that changes something closes with `{ card, title, message }`: the new DealCard, and what the toast says
 * about it; with undefined when nothing was changed.
 */
export default class PartnerPanel extends NavigationMixin(LightningElement) {
  labels = {
    loadFailed,
    noPartner,
    nothingLost,
    notUpToDate,
    ownCredit,
    partners,
    reconnectLink,
    reconnectNeeded,
    tryAgain,
  }
  card = null
  problem = null
  /** What the page last showed of the fields that can change what a partner gets. */
  seen
  // Replies may arrive in any order: only the newest turn may speak.
  turn = 0
  reading = false
  writeBackTimer
  connected = false
  keepFocus = false
  dealId

  @api
  get recordId() {
    return this.dealId
  }
  set recordId(id) {
    if (id === this.dealId) return
    this.dealId = id
    this.card = null
    this.seen = undefined
    if (this.connected) this.load()
  }

  /**
   * Only a signal that the record has changed: its values reach the server by way of Apex. Optional fields, because one
   * that this user may not see must not silence the others; `fields` may not be empty.
   */
  @wire(getRecord, { recordId: '$recordId', fields: [ID], optionalFields: WATCHED })
  recordRead({ data }) {
    if (!data) return
    const seen = JSON.stringify(
      ['Amount', 'StageName', 'CloseDate', 'CurrencyIsoCode'].map((name) => data.fields[name]?.value ?? null),
    )
    const changed = this.seen !== undefined && this.seen !== seen
    this.seen = seen
    if (changed) this.load()
  }

  connectedCallback() {
    this.connected = true
    this.stopHearing = hearCardChanges((recordId, card) => this.heard(recordId, card))
    this.refreshHandler = registerRefreshHandler(this, this.refreshed)
    this.load()
  }

  disconnectedCallback() {
    this.connected = false
    this.stopHearing()
    unregisterRefreshHandler(this.refreshHandler)
    this.turn += 1
    clearTimeout(this.writeBackTimer)
  }

  async load() {
    this.turn += 1
    const mine = this.turn
    this.reading = true
    // Beside an older card the problem stays until the answer is there; without one, the skeleton takes its place.
    if (!this.card) this.problem = null
    let card = this.card
    let problem = null
    try {
      card = await loadCard(this.recordId)
    } catch (error) {
      problem = problemOf(error, false)
    }
    if (mine !== this.turn) return
    this.reading = false
    this.card = card
    this.problem = problem
  }

  /** The page asks all that is on it to look again. */
  async refreshed() {
    await this.load()
    return true
  }

  /** A change is through: everybody on the page shows its card, it says what it caused, the record is read again. */
  accept({ card, title, message }) {
    tellCardChange(this.recordId, card)
    this.dispatchEvent(new ShowToastEvent({ variant: 'success', title, message }))
    this.refreshRecord()
  }

  /** Shows the card that a change answered with, whoever made it. */
  heard(recordId, card) {
    if (recordId !== this.recordId) return
    const interrupted = this.reading
    this.turn += 1
    this.reading = false
    this.card = card
    this.problem = null
    // The load that this overtakes was started by a newer look at the record than the change had.
    if (interrupted) this.load()
  }

  /** At once, and once more when the server has had time to write the partner's fields back, after its answer. */
  refreshRecord() {
    const records = [{ recordId: this.recordId }]
    clearTimeout(this.writeBackTimer)
    notifyRecordUpdateAvailable(records)
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- ended in disconnectedCallback
    this.writeBackTimer = setTimeout(() => notifyRecordUpdateAvailable(records), WRITE_BACK_MS)
  }

  get loading() {
    return !this.card && !this.problem
  }
  get failed() {
    return !this.card && this.problem !== null
  }
  get stale() {
    return this.problem !== null
  }
  get staleText() {
    return fill(fromLastTime, this.problem.title, this.problem.message)
  }
  get failedText() {
    return [this.problem.message, ...this.problem.fieldErrors.map(({ message }) => message)].join('\n')
  }

  get reconnect() {
    const { status, message, reconnectUrl } = this.card.connection
    return status === 'reconnect' ? { message: message ?? reconnectMessage, url: reconnectUrl } : null
  }

  get hasPartners() {
    return this.card.partners.length > 0
  }
  get empty() {
    return !this.hasPartners && registrationsInLine(this.card).length === 0
  }
  get emptyNotes() {
    const { deal, noPartnersNote, viewer } = this.card
    const advice = { open: noPartnerAdvice, won: dealWon, lost: dealLost }[deal.outcome]
    return [advice, noPartnersNote, viewer.cannotTagBecause].filter((note) => note !== null)
  }
  /** Beneath tagged partners, what this viewer cannot do, and what instead. */
  get limits() {
    return [this.card.viewer.cannotTagBecause, this.card.noPartnersNote].filter((reason) => reason !== null)
  }
  get creditIsSafe() {
    return this.card.deal.outcome === 'open' && this.hasPartners
  }
  get syncedText() {
    const { syncedAt } = this.card.connection
    return syncedAt && fill(synced, ago(syncedAt))
  }

  retryLoad() {
    this.problem = this.card ? this.problem : null
    this.load()
  }

  openPartner({ detail: { creditId } }) {
    const partner = this.card.partners.find((candidate) => candidate.creditId === creditId)
    this.open(PartnerModal, partner.name, { creditId })
  }
  openRegistration({ detail: { registrationId } }) {
    const { recordId, card } = this
    const registration = card.registrations.find(({ id }) => id === registrationId)
    this.settle(openRegistration({ recordId, card, registration }))
  }
  openWhy() {
    this.open(WhyModal, whyTheseAmounts)
  }

  /** What a button of the action bar stands for. */
  act({ detail: { action } }) {
    const actions = {
      registration: () =>
        this.openRegistration({ detail: { registrationId: primaryRegistration(this.card).id } }),
      payments: () => this.open(PaymentModal, customerPayments),
      addPartner: () => this.open(AddPartnerModal, addPartner),
      register: () => this.open(RegisterDealModal, registerThisDeal),
      history: () => this.open(HistoryModal, history),
      console: () => this.openConsole(),
    }
    return actions[action]()
  }

  open(modal, label, more = {}) {
    const { recordId, card } = this
    this.settle(modal.open({ size: 'medium', label, recordId, card, ...more }))
  }

  async settle(closing) {
    const { recordId } = this
    const change = await closing
    // The page may show another record by now.
    if (!change || recordId !== this.recordId) return
    this.keepFocus = this.template.activeElement !== null
    this.accept(change)
  }

  /** A modal gives the focus back to what opened it; where the change took that off the card, the next step gets it. */
  renderedCallback() {
    if (!this.keepFocus) return
    this.keepFocus = false
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- once, after the parts of the card are drawn too
    requestAnimationFrame(() => {
      if (this.connected && this.template.activeElement === null) {
        this.template.querySelector('c-card-actions')?.focusFirst()
      }
    })
  }

  /** The address signs its user in once: it is asked for when wanted, and opened by a click of its own. */
  async openConsole() {
    const url = await OpenConsoleModal.open({ size: 'small', label: consoleTitle })
    if (url) this[NavigationMixin.Navigate]({ type: 'standard__webPage', attributes: { url } })
  }
}
