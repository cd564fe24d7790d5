import { LightningElement, api } from 'lwc'
import whatDidNotApply from '@salesforce/label/c.PartnerDesk_WhatDidNotApply'

/** An amount explained: the sentence, the arithmetic, what did not apply. */
export default class WhyText extends LightningElement {
  /** WhyText of the card contract. */
  @api why

  labels = { whatDidNotApply }

  get steps() {
    return this.why.steps.map(({ label, value }, key) => ({ key, label, value }))
  }

  get notApplied() {
    return this.why.notApplied.map(({ rule, reason }, key) => ({ key, text: `${rule} ${reason}` }))
  }

  get hasSteps() {
    return this.why.steps.length > 0
  }

  get hasNotApplied() {
    return this.why.notApplied.length > 0
  }
}
