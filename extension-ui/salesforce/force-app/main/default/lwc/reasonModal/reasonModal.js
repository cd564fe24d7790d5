import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import { formState, missing } from 'c/formState'
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
  form = formState({
    fields: { reason: '' },
    rules: (fields) => ({ reason: missing(fields.reason, reasonMissing) }),
    paths: { reason: 'reason' },
    send: (request) => this.send(request),
    done: (reply) => this.close(reply),
    show: (view) => {
      this.view = view
      this.disableClose = view.busy
    },
  })
  view = this.form.view()

  renderedCallback() {
    this.form.rendered(this.template)
  }

  handleTyped(event) {
    this.form.typed(event)
  }

  handleConfirm() {
    this.form.submit(this.template, (fields) => ({ reason: fields.reason.trim() }))
  }

  handleRetry() {
    this.form.retry()
  }

  handleCancel() {
    this.close()
  }
}
