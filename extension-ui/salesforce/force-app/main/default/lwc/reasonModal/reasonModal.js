import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import { showFaults, serverFaults } from 'c/formFaults'
import { oneChange } from 'c/oneChange'
import cancel from '@salesforce/label/c.PartnerDesk_Cancel'
import reason from '@salesforce/label/c.PartnerDesk_Reason'
import reasonMissing from '@salesforce/label/c.PartnerDesk_ReasonMissing'

/**
 * Asks once, with a reason, before something is taken away: `const card = await ReasonModal.open({ size: 'small',
 * label, consequence, confirm, send })`. Closes with what `send` answered, or undefined when it was not done.
 */
export default class ReasonModal extends LightningModal {
  /** What confirming causes, in sentences. */
  @api consequence
  /** The words of the confirming button. */
  @api confirm
  /** @type {(request: { reason: string, idempotencyKey: string }) => Promise<object>} */
  @api send

  labels = { cancel, reason, reasonMissing }
  busy = false
  problem = null
  asked = false
  reason = ''
  change = oneChange({
    send: (request) => this.send(request),
    done: (reply) => this.close(reply),
    show: ({ busy, problem }) => {
      this.busy = busy
      this.disableClose = busy
      this.problem = problem
      if (problem) this.check(serverFaults(problem, { reason: 'reason' }).faults)
    },
  })

  get incomplete() {
    return this.asked && this.faults.reason !== null
  }

  get faults() {
    return { reason: this.reason.trim() === '' ? reasonMissing : null }
  }

  changed(event) {
    this.reason = event.detail.value
    if (this.asked) this.check({}, false)
  }

  confirmed() {
    this.asked = true
    if (this.check()) this.change.submit({ reason: this.reason.trim() })
  }

  check(said = {}, focus = true) {
    return showFaults(this.template, { ...this.faults, ...said }, { focus })
  }

  retry() {
    this.change.retry()
  }

  cancelled() {
    this.close()
  }
}
