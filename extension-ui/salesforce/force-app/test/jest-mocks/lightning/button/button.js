import { LightningElement, api } from 'lwc'

/** Draws what a screen reader gets of lightning-button. */
export default class Button extends LightningElement {
  @api label
  @api variant
  @api disabled = false
  @api name
  @api value
  @api type
  @api iconName
  @api iconPosition
  @api stretch
  @api disableAnimation

  /** As in the real one: a click on a disabled button never reaches the page. */
  stop(event) {
    if (this.disabled) event.stopPropagation()
  }
}
