import type { CardProof } from './card-proof.ts'
import { hubspotCard } from './verify-hubspot-card.ts'
import { salesforceCard } from './verify-salesforce-card.ts'

/** Every way in which a card may prove itself. */
export const cardProofs: readonly CardProof[] = [hubspotCard, salesforceCard]
