import { LightningElement, api } from 'lwc'

/** Draws what a screen reader gets of lightning-card. */
export default class Card extends LightningElement {
  @api title
  @api label
  @api iconName
  @api variant
  @api headingLevel
  @api hideHeader
}
