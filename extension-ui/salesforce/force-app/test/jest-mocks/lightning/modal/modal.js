import { LightningElement, api } from 'lwc'

/**
 * Stands for LightningModal. `open` answers what a test says with mockResolvedValue; a modal that a test creates
 * itself tells what it was closed with by a `close` event. Like the real one it does not close while disableClose is on.
 */
export default class LightningModal extends LightningElement {
  @api label
  @api size
  @api description
  @api disableClose = false

  static open = jest.fn()

  @api
  close(result) {
    if (this.disableClose) return
    this.dispatchEvent(new CustomEvent('close', { detail: result }))
  }
}
