import { openEmbedded } from './embedded-venue.ts'
import { hubspotRecord } from './hubspot-record.ts'
import { tellStory } from './tell-story.ts'

tellStory({
  where: 'on the embedded database in one process that nobody configured',
  record: hubspotRecord,
  // Its address is known to that process only.
  simulator: false,
  open: openEmbedded,
})
