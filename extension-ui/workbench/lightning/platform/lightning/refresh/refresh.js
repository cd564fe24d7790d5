/** Asks the page around the component to read its record again. */
export class RefreshEvent extends CustomEvent {
  constructor() {
    super('lightning__refresh', { composed: true, bubbles: true })
  }
}

const handlers = new Map()
let last = 0

export function registerRefreshHandler(element, handler) {
  last += 1
  handlers.set(last, handler.bind(element))
  return last
}
export const unregisterRefreshHandler = (id) => handlers.delete(id)
export const refreshAll = () => Promise.all([...handlers.values()].map((handler) => handler()))
