import LightningModal from 'lightning/modal'
import { replaceKey } from 'c/cardApi'
import { oneChange } from 'c/oneChange'
import cancel from '@salesforce/label/c.PartnerDesk_Cancel'
import causes from '@salesforce/label/c.PartnerDesk_SettingsKeyReplaceCauses'
import title from '@salesforce/label/c.PartnerDesk_SettingsKeyReplace'

/** Asks once before this org's signing key is replaced. Closes with the new ConnectionCard, or undefined. */
export default class ReplaceKeyModal extends LightningModal {
  labels = { cancel, causes, title }
  busy = false
  problem = null
  change = oneChange({
    send: (request) => replaceKey(request),
    done: (connection) => this.close(connection),
    show: ({ busy, problem }) => {
      this.busy = busy
      this.disableClose = busy
      this.problem = problem
    },
  })

  handleConfirm() {
    this.change.submit({})
  }

  handleRetry() {
    this.change.retry()
  }

  handleCancel() {
    this.close()
  }
}
