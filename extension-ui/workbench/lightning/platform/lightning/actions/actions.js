/** A quick action asks its panel to close. */
export class CloseActionScreenEvent extends CustomEvent {
  constructor() {
    super('close_action_screen', { composed: true, bubbles: true })
  }
}
