/** One request with its reply, as they went over the wire. */
export interface Exchange {
  method: string
  path: string
  query: string
  requestContentType: string
  requestBody: string
  status: number
  responseBody: string
}

/** Keeps requests and replies while somebody asks for it, so that they can be checked against HubSpot's own API description. */
export class Exchanges {
  #recorders = new Set<Exchange[]>()

  get active(): boolean {
    return this.#recorders.size > 0
  }

  /** Starts to record; `stop` answers what passed meanwhile. */
  record(): { stop(): Exchange[]; sofar(): readonly Exchange[] } {
    const exchanges: Exchange[] = []
    this.#recorders.add(exchanges)
    return {
      stop: () => {
        this.#recorders.delete(exchanges)
        return exchanges
      },
      sofar: () => exchanges,
    }
  }

  add(exchange: Exchange): void {
    for (const recorder of this.#recorders) recorder.push(exchange)
  }
}
