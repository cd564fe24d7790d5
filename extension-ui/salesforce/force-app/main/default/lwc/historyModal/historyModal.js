import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import { fill, instant } from 'c/cardFormat'
import close from '@salesforce/label/c.PartnerDesk_Close'
import historyChange from '@salesforce/label/c.PartnerDesk_HistoryChange'
import historyEmpty from '@salesforce/label/c.PartnerDesk_HistoryEmpty'
import historyNothing from '@salesforce/label/c.PartnerDesk_HistoryNothing'
import historyOlder from '@salesforce/label/c.PartnerDesk_HistoryOlder'
import whoAndWhen from '@salesforce/label/c.PartnerDesk_WhoAndWhen'

const PAGE = 20

/** Who did what, when in the viewer's time zone, and why; corrections show old against new. */
export default class HistoryModal extends LightningModal {
  /** DealCard of the card contract. */
  @api card
  @api recordId

  labels = { close, historyEmpty }
  shown = PAGE

  get entries() {
    return this.card.history.slice(0, this.shown).map(({ id, at, who, what, reason, before, after }) => ({
      id,
      at,
      what,
      reason,
      whoAndWhen: fill(whoAndWhen, who, instant(at)),
      change:
        before === null && after === null
          ? null
          : fill(historyChange, before ?? historyNothing, after ?? historyNothing),
    }))
  }

  get empty() {
    return this.card.history.length === 0
  }

  get olderLabel() {
    const older = this.card.history.length - this.shown
    return older > 0 ? fill(historyOlder, older) : null
  }

  showOlder() {
    this.shown += PAGE
  }

  closed() {
    this.close()
  }
}
