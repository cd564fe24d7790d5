import { LightningElement, api } from 'lwc'

/** Draws what a screen reader gets of lightning-modal-header. */
export default class ModalHeader extends LightningElement {
  @api label
}
