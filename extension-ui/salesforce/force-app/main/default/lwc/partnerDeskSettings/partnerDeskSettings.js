import { LightningElement } from 'lwc'
import { NavigationMixin } from 'lightning/navigation'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import locale from '@salesforce/i18n/locale'
import { loadConnection, syncNow } from 'c/cardApi'
import { ago, fill } from 'c/cardFormat'
import { problemOf } from 'c/cardProblem'
import { oneChange } from 'c/oneChange'
import OpenConsoleModal from 'c/openConsoleModal'
import ReplaceKeyModal from 'c/replaceKeyModal'
import accounts from '@salesforce/label/c.PartnerDesk_SettingsAccounts'
import calls from '@salesforce/label/c.PartnerDesk_SettingsCalls'
import consoleTitle from '@salesforce/label/c.PartnerDesk_ConsoleTitle'
import deals from '@salesforce/label/c.PartnerDesk_SettingsDeals'
import fromLastTime from '@salesforce/label/c.PartnerDesk_FromLastTime'
import key from '@salesforce/label/c.PartnerDesk_SettingsKey'
import keyLead from '@salesforce/label/c.PartnerDesk_SettingsKeyLead'
import keyReplaced from '@salesforce/label/c.PartnerDesk_SettingsKeyReplaced'
import keyReplacedMeans from '@salesforce/label/c.PartnerDesk_SettingsKeyReplacedMeans'
import lastSynced from '@salesforce/label/c.PartnerDesk_SettingsLastSynced'
import loadFailed from '@salesforce/label/c.PartnerDesk_SettingsLoadFailed'
import loadingText from '@salesforce/label/c.PartnerDesk_SettingsLoading'
import noRole from '@salesforce/label/c.PartnerDesk_SettingsNoRole'
import notConnected from '@salesforce/label/c.PartnerDesk_SettingsNotConnected'
import notUpToDate from '@salesforce/label/c.PartnerDesk_NotUpToDate'
import notYet from '@salesforce/label/c.PartnerDesk_SettingsNotYet'
import openConsole from '@salesforce/label/c.PartnerDesk_OpenConsole'
import org from '@salesforce/label/c.PartnerDesk_SettingsOrg'
import reconnect from '@salesforce/label/c.PartnerDesk_ReconnectLink'
import reconnectFirst from '@salesforce/label/c.PartnerDesk_SettingsSyncReconnectFirst'
import refresh from '@salesforce/label/c.PartnerDesk_RegistrationsRefresh'
import replaceKey from '@salesforce/label/c.PartnerDesk_SettingsKeyReplace'
import roleAdmin from '@salesforce/label/c.PartnerDesk_RoleAdmin'
import roleChannelManager from '@salesforce/label/c.PartnerDesk_RoleChannelManager'
import roleFinance from '@salesforce/label/c.PartnerDesk_RoleFinance'
import roleRep from '@salesforce/label/c.PartnerDesk_RoleRep'
import server from '@salesforce/label/c.PartnerDesk_SettingsServer'
import sync from '@salesforce/label/c.PartnerDesk_SettingsSync'
import syncDone from '@salesforce/label/c.PartnerDesk_SettingsSyncDone'
import syncNowText from '@salesforce/label/c.PartnerDesk_SettingsSyncNow'
import syncRunning from '@salesforce/label/c.PartnerDesk_SettingsSyncRunning'
import syncStarted from '@salesforce/label/c.PartnerDesk_SettingsSyncStarted'
import syncStarts from '@salesforce/label/c.PartnerDesk_SettingsSyncStarts'
import title from '@salesforce/label/c.PartnerDesk_SettingsTitle'
import troubled from '@salesforce/label/c.PartnerDesk_SettingsProblem'
import whoAndWhat from '@salesforce/label/c.PartnerDesk_RoleAndMeaning'
import you from '@salesforce/label/c.PartnerDesk_SettingsYou'
import { keyDue, keyText } from './cardKey'
import { polling } from './polling'

const ROLES = {
  rep: roleRep,
  channel_manager: roleChannelManager,
  finance: roleFinance,
  admin: roleAdmin,
}
const count = new Intl.NumberFormat(locale)
const list = new Intl.ListFormat(locale)
/** A sync that was asked for starts a moment later: so often is looked for it before it counts as done already. */
const LOOKS_FOR_START = 5

/**
 * The tab for the connection of this org: is it well, what is wrong and who can mend it, how much is mirrored, its sync,
 * its signing key; and for an org that is not connected, the steps that connect it.
 */
export default class PartnerDeskSettings extends NavigationMixin(LightningElement) {
  labels = {
    calls,
    key,
    keyLead,
    loading: loadingText,
    openConsole,
    reconnect,
    refresh,
    replaceKey,
    sync,
    syncNow: syncNowText,
    title,
    troubled,
    you,
  }
  /** ConnectionCard of the card contract; null until the first answer. */
  connection = null
  loading = true
  problem = null
  syncing = false
  syncProblem = null
  stateText = loadingText
  looksForStart = 0
  syncedBefore = null
  // Replies may arrive in any order: only the newest turn may speak.
  turn = 0
  poll = null
  change = oneChange({
    send: (request) => syncNow(request),
    done: (connection) => this.syncAsked(connection),
    show: ({ busy, problem }) => {
      this.syncing = busy
      this.syncProblem = problem
    },
  })

  connectedCallback() {
    this.poll = polling({
      look: () => this.load({ quietly: true }),
      wanted: () => this.problem === null && (this.running || this.looksForStart > 0),
    })
    this.handleRefresh()
  }

  disconnectedCallback() {
    this.turn += 1
    this.poll.end()
  }

  async handleRefresh() {
    await this.load()
    this.poll.begin()
  }

  async load({ quietly = false } = {}) {
    this.turn += 1
    const mine = this.turn
    this.loading = !quietly
    let connection = this.connection
    let problem = null
    try {
      connection = await loadConnection()
    } catch (error) {
      problem = problemOf(error, false)
    }
    if (mine !== this.turn) return
    this.loading = false
    this.problem = problem
    if (problem) this.stateText = ''
    else this.accept(connection)
  }

  /** Shows a connection; its sync is announced when it ends, not at every step. */
  accept(connection) {
    const finished = this.running || (this.looksForStart > 0 && connection.lastSyncedAt !== this.syncedBefore)
    this.connection = connection
    this.looksForStart = this.running || finished ? 0 : Math.max(0, this.looksForStart - 1)
    if (this.running) this.stateText = syncRunning
    else this.stateText = finished ? syncDone : ''
  }

  get firstLoad() {
    return this.loading && this.connection === null && this.problem === null
  }
  /** This org has no key yet, or has the key of the org that it was copied from. A server that is away is neither. */
  get notConnected() {
    return this.connection === null && ['unauthenticated', 'not_connected'].includes(this.problem?.code)
  }
  get problemTone() {
    return this.connection || this.notConnected ? 'warning' : 'error'
  }
  get problemHeading() {
    if (this.connection) return notUpToDate
    return this.notConnected ? notConnected : loadFailed
  }
  get problemText() {
    const { title: what, message } = this.problem
    if (this.connection) return fill(fromLastTime, what, message)
    return this.notConnected ? message : `${what}\n${message}`
  }
  get mayRetryLoad() {
    return !this.notConnected && this.problem.mayRetry
  }

  get orgText() {
    return fill(org, this.connection.crm, this.connection.externalAccountId)
  }
  get facts() {
    const { dealCount, accountCount, lastSyncedAt, serverUrl } = this.connection
    return [
      { term: deals, value: count.format(dealCount) },
      { term: accounts, value: count.format(accountCount) },
      { term: lastSynced, value: lastSyncedAt ? ago(lastSyncedAt) : notYet },
      { term: server, value: serverUrl },
    ]
  }
  get running() {
    return this.connection?.sync?.running ?? false
  }
  /** Neither a sync nor a new key gets through to an org that no longer lets the server in. */
  get mustReconnect() {
    return this.connection.reconnectUrl !== null
  }
  get syncDisabled() {
    return this.syncing || this.running || this.mustReconnect
  }
  get syncReason() {
    if (!this.connection.viewer.canManage) return null
    if (this.mustReconnect) return reconnectFirst
    return this.running ? syncRunning : null
  }
  get keyText() {
    return keyText(this.connection.cardKey, Date.now())
  }
  get keyDue() {
    return keyDue(this.connection.cardKey, Date.now())
  }
  get viewerText() {
    const { name, roles } = this.connection.viewer
    return fill(whoAndWhat, name, roles.length > 0 ? list.format(roles.map((role) => ROLES[role])) : noRole)
  }

  handleSync() {
    this.change.submit({})
  }

  handleSyncRetry() {
    this.change.retry()
  }

  syncAsked(connection) {
    this.turn += 1
    this.loading = false
    this.problem = null
    this.looksForStart = 0
    this.accept(connection)
    this.looksForStart = this.running ? 0 : LOOKS_FOR_START
    this.syncedBefore = connection.lastSyncedAt
    this.toast(syncStarted, syncStarts)
    this.poll.begin()
  }

  async handleReplaceKey() {
    const connection = await ReplaceKeyModal.open({ size: 'small', label: replaceKey })
    if (!connection) return
    this.turn += 1
    this.loading = false
    this.problem = null
    this.accept(connection)
    this.toast(keyReplaced, keyReplacedMeans)
  }

  /** The address signs its user in once: it is asked for when wanted, and opened by a click of its own. */
  async handleConsole() {
    const url = await OpenConsoleModal.open({ size: 'small', label: consoleTitle })
    if (url) this[NavigationMixin.Navigate]({ type: 'standard__webPage', attributes: { url } })
  }

  toast(what, message) {
    this.dispatchEvent(new ShowToastEvent({ title: what, message, variant: 'success' }))
  }
}
