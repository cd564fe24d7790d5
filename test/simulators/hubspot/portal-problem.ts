import type { PropertyProblem } from './property-values.ts'

/** A write that the portal refuses. The handlers turn it into HubSpot's reply. */
export class PortalProblem extends Error {
  readonly kind: 'invalid_properties' | 'not_found' | 'invalid' | 'conflict'
  readonly properties: PropertyProblem[]

  constructor(kind: PortalProblem['kind'], message: string, properties: PropertyProblem[] = []) {
    super(message)
    this.name = 'PortalProblem'
    this.kind = kind
    this.properties = properties
  }
}

export const recordNotFound = (id: string): PortalProblem =>
  new PortalProblem('not_found', `Object not found.  objectId are usually numeric. (${id})`)
