/** Where the product lets itself be killed between an effect and the record of it. */
export const IN_THE_STORY = [
  'sync.connection:page',
  'sync.hinted:following',
  'sync.hinted:mirrored',
  'deal.changed:uncommitted',
  'crm.write_back:writing',
  'crm.write_back:written',
  'token:refreshed',
]

/** Only where the CRM's cards sign with a key of ours. */
export const OF_CARD_KEYS = ['card.key:delivering', 'card.key:delivered']
/** Between two chunks of deals on which a draft is tried. */
export const OF_SIMULATIONS = ['plan.simulate:chunk']
export const CARD_KEY_TOPIC = 'card.key'

/** Work that the story never asks for: it is for another kind of CRM, billing systems, drafts of plans, corrected rates. */
export const NOT_IN_THE_STORY: readonly string[] = [
  CARD_KEY_TOPIC,
  'customer_events.settle',
  'fx_rate.revised',
  'plan.simulate',
]

/** Before and after the handling of work on a topic. */
export const around = (topic: string): string[] => [`${topic}:claimed`, `${topic}:handled`]
