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
export const CARD_KEY_TOPIC = 'card.key'

/** Before and after the handling of work on a topic. */
export const around = (topic: string): string[] => [`${topic}:claimed`, `${topic}:handled`]
