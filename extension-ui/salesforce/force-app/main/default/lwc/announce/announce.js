import { ShowToastEvent } from 'lightning/platformShowToastEvent'

/** Says that a change is through and what it caused. `component` must still be on the page: announce before closing. */
export function announce(component, title, message) {
  component.dispatchEvent(new ShowToastEvent({ title, message, variant: 'success' }))
}
