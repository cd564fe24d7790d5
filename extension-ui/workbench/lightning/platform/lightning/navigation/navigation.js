import { addressOf } from './page-address.js'

const Navigate = Symbol('Navigate')
const GenerateUrl = Symbol('GenerateUrl')

/** The page around the component decides how it goes there. */
export const NavigationMixin = (Base) =>
  class extends Base {
    [Navigate](reference, replace = false) {
      window.dispatchEvent(
        new CustomEvent('workbench:navigate', {
          detail: { url: addressOf(reference), type: reference.type, replace },
        }),
      )
    }
    async [GenerateUrl](reference) {
      return addressOf(reference)
    }
  }
NavigationMixin.Navigate = Navigate
NavigationMixin.GenerateUrl = GenerateUrl

/** The wire adapter that says where the page is. */
export class CurrentPageReference {
  constructor(provide) {
    this.provide = provide
  }
  connect() {
    this.provide({ type: 'standard__webPage', attributes: { url: location.href }, state: {} })
  }
  update() {}
  disconnect() {}
}
