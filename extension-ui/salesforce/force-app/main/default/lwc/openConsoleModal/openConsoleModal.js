import LightningModal from 'lightning/modal'
import { openConsole } from 'c/cardApi'
import { oneChange } from 'c/oneChange'
import cancel from '@salesforce/label/c.PartnerDesk_Cancel'
import consoleContinue from '@salesforce/label/c.PartnerDesk_ConsoleContinue'
import consoleIntroduction from '@salesforce/label/c.PartnerDesk_ConsoleIntroduction'
import consoleSigningIn from '@salesforce/label/c.PartnerDesk_ConsoleSigningIn'

/**
 * Leads to the programme's pages. Closes with their address when its user wants to go on: whoever opened this modal
 * goes there, because a modal stands outside the page's navigation. The address signs its user in once, so it is asked
 * for anew each time; and it is opened by a click, because browsers block what opens by itself.
 */
export default class OpenConsoleModal extends LightningModal {
  labels = { cancel, consoleContinue, consoleIntroduction, consoleSigningIn }
  busy = false
  problem = null
  url = null
  change = oneChange({
    send: (request) => openConsole(request),
    done: (ticket) => {
      this.url = ticket.url
    },
    show: ({ busy, problem }) => {
      this.busy = busy
      this.problem = problem
    },
  })

  connectedCallback() {
    this.change.submit({})
  }

  handleRetry() {
    this.change.retry()
  }

  handleContinue() {
    this.close(this.url)
  }

  handleCancel() {
    this.close()
  }
}
