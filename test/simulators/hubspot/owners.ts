/** A HubSpot owner. `id` is what deals carry; `userId` is the login behind it, absent once the person left. */
export interface Owner {
  id: string
  userId: number | null
  formerUserId: number
  email: string
  firstName: string
  lastName: string
  archived: boolean
  createdAt: string
  updatedAt: string
}

export class OwnerStore {
  readonly #owners: Owner[] = []
  #nextId = 71_200_001

  add(person: {
    userId: number
    email: string
    firstName: string
    lastName: string
    createdAt?: string
  }): Owner {
    const createdAt = person.createdAt ?? '2024-01-08T09:00:00.000Z'
    const owner: Owner = {
      id: String(this.#nextId),
      userId: person.userId,
      formerUserId: person.userId,
      email: person.email,
      firstName: person.firstName,
      lastName: person.lastName,
      archived: false,
      createdAt,
      updatedAt: createdAt,
    }
    this.#nextId += 17
    this.#owners.push(owner)
    return owner
  }

  /** What happens when a person is removed from the portal: the owner stays for its records, without a login. */
  deactivate(id: string): void {
    const owner = this.byId(id)
    if (owner === undefined) return
    owner.archived = true
    owner.userId = null
  }

  all(archived = false): Owner[] {
    return this.#owners.filter((owner) => owner.archived === archived)
  }

  byId(id: string): Owner | undefined {
    return this.#owners.find((owner) => owner.id === id)
  }

  byUserId(userId: number): Owner | undefined {
    return this.#owners.find((owner) => owner.userId === userId || owner.formerUserId === userId)
  }
}
