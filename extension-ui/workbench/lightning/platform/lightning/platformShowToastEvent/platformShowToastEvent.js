/** The page shows it, as Lightning does. */
export class ShowToastEvent extends CustomEvent {
  constructor(detail) {
    super('lightning__showtoast', { composed: true, bubbles: true, cancelable: true, detail })
  }
}
