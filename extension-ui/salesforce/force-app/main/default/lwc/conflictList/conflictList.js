import { LightningElement, api } from 'lwc'
import inTheWay from '@salesforce/label/c.PartnerDesk_ConflictBlocking'
import checkThis from '@salesforce/label/c.PartnerDesk_ConflictWarning'
import possiblyRelated from '@salesforce/label/c.PartnerDesk_ConflictHint'

const LOOKS = {
  blocking: { title: inTheWay, icon: 'utility:error', variant: 'error', look: 'conflict blocking' },
  warning: { title: checkThis, icon: 'utility:warning', variant: 'warning', look: 'conflict warning' },
  hint: { title: possiblyRelated, icon: 'utility:info', variant: '', look: 'conflict hint' },
}

/** Conflicts, each with how serious it is in words and the reason. */
export default class ConflictList extends LightningElement {
  @api conflicts = []

  get items() {
    return (this.conflicts ?? []).map(({ kind, severity, text }, index) => ({
      ...LOOKS[severity],
      key: `${index} ${kind}`,
      text,
    }))
  }
}
